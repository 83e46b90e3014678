using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Actors.Tests.Serialization;

/// <summary>Makes an instance of any wire type: every member with a value of its own, or every member empty.</summary>
internal static class Samples
{
    public static object Full(Type type) => Make(type, new Counter());

    public static object Empty(Type type) => Make(type, counter: null);

    private static object Make(Type type, Counter? counter)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, parameter, counter))]);
    }

    private static object? Value(Type type, ParameterInfo parameter, Counter? counter)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return counter is null ? null : Value(underlying, parameter, counter);
        if (type == typeof(string)) return counter is null ? (IsNullable(parameter) ? null : "") : $"text {counter.Next()}";
        if (type == typeof(byte[])) return counter is null ? Array.Empty<byte>() : new[] { (byte)counter.Next(), (byte)counter.Next() };
        if (type == typeof(int)) return counter?.Next() ?? 0;
        if (type == typeof(long)) return counter is null ? 0L : long.MaxValue - counter.Next();
        if (type == typeof(double)) return counter is null ? 0.0 : 0.1 * counter.Next();
        if (type == typeof(bool)) return counter is not null;
        if (type.IsEnum) return counter is null ? Enum.ToObject(type, 0) : Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        if (type.IsGenericType) return Collection(type, parameter, counter);
        return counter is null && IsNullable(parameter) ? null : Make(type, counter);
    }

    private static object? Collection(Type type, ParameterInfo parameter, Counter? counter)
    {
        if (counter is null && IsNullable(parameter)) return null;
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 2)
        {
            var map = type.GetField("Empty")!.GetValue(null)!;
            if (counter is null) return map;
            Assert.Equal(typeof(string), arguments[0]);
            return type.GetMethod("SetItem")!.Invoke(map, ["key", Value(arguments[1], parameter, counter)]);
        }
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
        if (counter is not null)
        {
            for (var i = 0; i < 2; i++) list.Add(Value(arguments[0], parameter, counter));
        }
        if (type.GetGenericTypeDefinition() == typeof(List<>)) return list;
        var create = typeof(ImmutableArray).GetMethods().Single(method => method.Name == nameof(ImmutableArray.ToImmutableArray)
            && method.GetParameters()[0].ParameterType is { IsGenericType: true } source
            && source.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        Assert.Equal(typeof(ImmutableArray<>), type.GetGenericTypeDefinition());
        return create.MakeGenericMethod(arguments).Invoke(null, [list]);
    }

    private static bool IsNullable(ParameterInfo parameter) =>
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    /// <summary>Structural text of an object: records print collections by type name only.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        double number => number.ToString("R"),
        IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Text(key)}: {Text(map[key])}")) + "}",
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text)) + "]",
        _ when value.GetType().IsPrimitive || value.GetType().IsEnum => value.ToString()!,
        _ => value.GetType().Name + "(" + string.Join(", ", value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null).Select(property => $"{property.Name}={Text(property.GetValue(value))}")) + ")",
    };

    private sealed class Counter
    {
        private int _value;

        public int Next() => ++_value;
    }
}
