using System.Collections;
using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Actors.Tests.Serialization;

/// <summary>Makes an instance of any wire type: every member with a value of its own, or every member empty.</summary>
internal static class Samples
{
    public static object Full(Type type) => Make(type, new Counter());

    public static object Empty(Type type) => Make(type, counter: null);

    /// <summary>Every member with a value that its attributes allow: nodes take it for a message of ours.</summary>
    public static object Valid(Type type) => Make(type, new Counter(), valid: true);

    private static object Make(Type type, Counter? counter, bool valid = false)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([
            .. constructor
                .GetParameters()
                .Select(parameter => Value(parameter.ParameterType, parameter, valid ? Counter.For(type, parameter, counter!) : counter)),
        ]);
    }

    private static object? Value(Type type, ParameterInfo parameter, Counter? counter)
    {
        if (counter?.Rules is { } rules && (type == typeof(string) || type.IsPrimitive))
            return Allowed(type, rules);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return counter is null ? null : Value(underlying, parameter, counter);
        if (type == typeof(string))
            return counter is null ? (IsNullable(parameter) ? null : "") : $"text {counter.Next()}";
        if (type == typeof(byte[]))
            return counter is null ? Array.Empty<byte>() : new[] { (byte)counter.Next(), (byte)counter.Next() };
        if (type == typeof(int))
            return counter?.Next() ?? 0;
        if (type == typeof(long))
            return counter is null ? 0L : long.MaxValue - counter.Next();
        if (type == typeof(double))
            return counter is null ? 0.0 : 0.1 * counter.Next();
        if (type == typeof(bool))
            return counter is not null;
        if (type.IsEnum)
            return counter is null ? Enum.ToObject(type, 0) : Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        if (type.IsGenericType)
            return Collection(type, parameter, counter);
        return counter is null && IsNullable(parameter) ? null : Make(type, counter, counter?.Rules is not null);
    }

    private static object? Collection(Type type, ParameterInfo parameter, Counter? counter)
    {
        if (counter is null && IsNullable(parameter))
            return null;
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 2)
        {
            var map = type.GetField("Empty")!.GetValue(null)!;
            if (counter is null)
                return map;
            Assert.Equal(typeof(string), arguments[0]);
            return type.GetMethod("SetItem")!.Invoke(map, ["key", Value(arguments[1], parameter, counter)]);
        }
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
        if (counter is not null)
        {
            for (var i = 0; i < 2; i++)
                list.Add(Value(arguments[0], parameter, counter));
        }
        if (type.GetGenericTypeDefinition() == typeof(List<>))
            return list;
        var create = typeof(ImmutableArray)
            .GetMethods()
            .Single(method =>
                method.Name == nameof(ImmutableArray.ToImmutableArray)
                && method.GetParameters()[0].ParameterType is { IsGenericType: true } source
                && source.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            );
        Assert.Equal(typeof(ImmutableArray<>), type.GetGenericTypeDefinition());
        return create.MakeGenericMethod(arguments).Invoke(null, [list]);
    }

    private static bool IsNullable(ParameterInfo parameter) =>
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    /// <summary>Structural text of an object: records print collections by type name only.</summary>
    public static string Text(object? value) =>
        value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            double number => number.ToString("R"),
            IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Text(key)}: {Text(map[key])}")) + "}",
            IEnumerable items when IsNotThere(items) => "[]",
            IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text)) + "]",
            _ when value.GetType().IsPrimitive || value.GetType().IsEnum => value.ToString()!,
            _ => value.GetType().Name
                + "("
                + string.Join(
                    ", ",
                    value
                        .GetType()
                        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                        .Where(property => property.SetMethod is not null)
                        .Select(property => $"{property.Name}={Text(property.GetValue(value))}")
                )
                + ")",
        };

    /// <summary>An immutable array that was never set, which reads as an empty one.</summary>
    private static bool IsNotThere(IEnumerable items) =>
        items.GetType() is { IsValueType: true } type && type.GetProperty("IsDefault")?.GetValue(items) is true;

    /// <summary>The first of these that the rules allow.</summary>
    private static object Allowed(Type type, IReadOnlyList<ValidationAttribute> rules)
    {
        object[] values =
            type == typeof(string)
                ? ["text 1", "name", new string('a', 64)]
                : [.. new object[] { 1, 0, 2 }.Select(value => Convert.ChangeType(value, type, CultureInfo.InvariantCulture))];
        return values.First(value => rules.All(rule => rule.IsValid(value)));
    }

    private sealed class Counter
    {
        private int _value;

        /// <summary>The rules that a value must keep; null: any value that is like no other.</summary>
        public IReadOnlyList<ValidationAttribute>? Rules { get; private init; }

        public static Counter For(Type type, ParameterInfo parameter, Counter counter) =>
            new()
            {
                _value = counter.Next(),
                Rules = [.. type.GetProperty(parameter.Name!)?.GetCustomAttributes<ValidationAttribute>() ?? []],
            };

        public int Next() => ++_value;
    }
}
