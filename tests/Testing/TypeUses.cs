using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Testing;

/// <summary>
/// The uses of types in a compiled assembly: in signatures, attributes and method bodies. Constants leave no trace in what is compiled,
/// and are not seen.
/// </summary>
internal sealed class TypeUses
{
    private readonly Action<TypeDefinition, TypeReference> _use;

    private TypeUses(Action<TypeDefinition, TypeReference> use) => _use = use;

    /// <param name="use">Called with each use: who uses, and what; of a generic type, the type and each of its arguments.</param>
    public static void Visit(ModuleDefinition module, Action<TypeDefinition, TypeReference> use)
    {
        var uses = new TypeUses(use);
        foreach (var type in module.GetTypes())
            uses.Add(type);
    }

    public static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>File and type; where the symbols do not know the file, the type alone.</summary>
    public static string Name(TypeDefinition type)
    {
        var file = type
            .Methods.Select(method => method.DebugInformation.SequencePoints.FirstOrDefault()?.Document.Url)
            .FirstOrDefault(url => url is not null);
        return file is null ? type.FullName : $"{file.Replace('\\', '/').Split('/')[^1]} ({type.Name})";
    }

    private void Add(TypeDefinition type)
    {
        Use(type, type.BaseType);
        foreach (var one in type.Interfaces)
            Use(type, one.InterfaceType);
        Attributes(type, type);
        foreach (var parameter in type.GenericParameters)
            Constraints(type, parameter);
        foreach (var field in type.Fields)
        {
            Use(type, field.FieldType);
            Attributes(type, field);
        }
        foreach (var property in type.Properties)
            Attributes(type, property);
        foreach (var method in type.Methods)
            Add(type, method);
    }

    private void Add(TypeDefinition type, MethodDefinition method)
    {
        Use(type, (MethodReference)method);
        Attributes(type, method);
        foreach (var parameter in method.GenericParameters)
            Constraints(type, parameter);
        if (!method.HasBody)
            return;
        foreach (var variable in method.Body.Variables)
            Use(type, variable.VariableType);
        foreach (var handler in method.Body.ExceptionHandlers)
            Use(type, handler.CatchType);
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference used:
                    Use(type, used);
                    break;
                case MethodReference used:
                    Use(type, used);
                    break;
                case FieldReference used:
                    Use(type, used.DeclaringType);
                    Use(type, used.FieldType);
                    break;
            }
        }
    }

    private void Attributes(TypeDefinition user, ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Use(user, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments)
                Use(user, argument.Value as TypeReference);
        }
    }

    private void Constraints(TypeDefinition user, GenericParameter parameter)
    {
        foreach (var constraint in parameter.Constraints)
            Use(user, constraint.ConstraintType);
    }

    private void Use(TypeDefinition user, MethodReference used)
    {
        Use(user, used.DeclaringType);
        Use(user, used.ReturnType);
        foreach (var parameter in used.Parameters)
            Use(user, parameter.ParameterType);
        if (used is GenericInstanceMethod generic)
        {
            foreach (var argument in generic.GenericArguments)
                Use(user, argument);
        }
    }

    private void Use(TypeDefinition user, TypeReference? used)
    {
        switch (used)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                    Use(user, argument);
                Use(user, generic.ElementType);
                return;
            case TypeSpecification part:
                Use(user, part.ElementType);
                return;
        }
        _use(user, used);
    }
}
