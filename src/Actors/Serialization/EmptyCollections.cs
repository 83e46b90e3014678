using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using ProtoBuf;

namespace Actors.Serialization;

/// <summary>
/// Protobuf has no empty collection, only an absent one, which would come back as null or as an unusable default. Here every absent
/// collection of a message, and of the messages inside it, becomes an empty one; members declared nullable stay as they are.
/// </summary>
internal static class EmptyCollections
{
    private static readonly ConcurrentDictionary<Type, Action<object>?> Fillers = new();
    private static readonly NullabilityInfoContext Nullability = new();

    public static void Fill(object message) => Of(message.GetType())?.Invoke(message);

    private static Action<object>? Of(Type type) =>
        Fillers.GetOrAdd(
            type,
            static type =>
            {
                var members = type.GetProperties()
                    .Where(member => member.IsDefined(typeof(ProtoMemberAttribute)))
                    .Select(OfMember)
                    .OfType<Action<object>>()
                    .ToArray();
                return members.Length == 0 ? null : Delegate.Combine(members) as Action<object>;
            }
        );

    private static Action<object>? OfMember(PropertyInfo member)
    {
        var type = member.PropertyType;
        if (IsMessage(type))
            return Of(type) is null ? null : Inside(member);
        if (!type.IsGenericType)
            return null;
        var empty = EmptyOf(type);
        if (empty is null)
            return null;
        var element = type.GetGenericArguments()[^1];
        var inside = IsMessage(element) && (Of(element) is not null || element.IsDefined(typeof(ProtoIncludeAttribute), inherit: false));
        bool nullable;
        lock (Nullability)
            nullable = !type.IsValueType && Nullability.Create(member).ReadState == NullabilityState.Nullable;
        if (nullable && !inside)
            return null;
        return message =>
        {
            var value = member.GetValue(message);
            if (value is null || (type.IsValueType && value.Equals(Activator.CreateInstance(type))))
            {
                if (!nullable)
                    member.SetValue(message, empty);
            }
            else if (inside)
            {
                foreach (var item in value is IDictionary map ? map.Values : (IEnumerable)value)
                    Fill(item);
            }
        };
    }

    private static Action<object> Inside(PropertyInfo member) =>
        message =>
        {
            if (member.GetValue(message) is { } value)
                Fill(value);
        };

    private static bool IsMessage(Type type) => type.IsClass && type.IsDefined(typeof(ProtoContractAttribute));

    private static object? EmptyOf(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(List<>))
            return null;
        return
            definition == typeof(ImmutableArray<>)
            || definition == typeof(ImmutableSortedDictionary<,>)
            || definition == typeof(ImmutableDictionary<,>)
            || definition == typeof(ImmutableList<>)
            ? type.GetField("Empty", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)
            : null;
    }
}
