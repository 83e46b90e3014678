using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using ProtoBuf;

namespace Actors.Serialization;

/// <summary>
/// Checks a message before any actor sees it: nothing is missing that a message of ours has, and every member is as its attributes say.
/// Asked of what comes over a wire; within a process, and in a journal, messages are our own.
/// </summary>
internal static class WireRules
{
    /// <summary>Most elements of a collection.</summary>
    private const int Most = 100_000;

    private static readonly ConcurrentDictionary<Type, ImmutableArray<Member>> Members = new();

    /// <summary>Half a sentence that names the member, and not what it says; null: the message may be read.</summary>
    public static string? FaultOf(object message)
    {
        foreach (var member in Of(message.GetType()))
        {
            if (FaultOf(member, member.Property.GetValue(message)) is { } fault)
                return fault;
        }
        return null;
    }

    /// <summary>The rules for a message's own members.</summary>
    internal static ImmutableArray<Member> Of(Type type) =>
        Members.GetOrAdd(
            type,
            static type =>
            {
                var nullability = new NullabilityInfoContext();
                return
                [
                    .. type.GetProperties()
                        .Where(property => property.IsDefined(typeof(ProtoMemberAttribute)))
                        .Select(property => new Member(
                            property,
                            nullability.Create(property).ReadState == NullabilityState.Nullable,
                            [.. property.GetCustomAttributes<ValidationAttribute>()]
                        )),
                ];
            }
        );

    private static string? FaultOf(Member member, object? value) =>
        value switch
        {
            null => member.Optional ? null : $"{member.Name} is missing",
            ICollection { Count: > Most } and not byte[] => $"{member.Name} has more than {Most} elements",
            IDictionary map => map.Keys.Cast<object>().Select(key => FaultOf(member, key)).FirstOrDefault(fault => fault is not null),
            IEnumerable items and not (string or byte[]) => items
                .Cast<object?>()
                .Select(item => FaultOf(member, item))
                .FirstOrDefault(fault => fault is not null),
            _ when value.GetType().IsDefined(typeof(ProtoContractAttribute)) => FaultOf(value) is { } fault
                ? $"{member.Name}: {fault}"
                : null,
            _ => member.Rules.FirstOrDefault(rule => !rule.IsValid(value))?.FormatErrorMessage(member.Name),
        };

    internal sealed record Member(PropertyInfo Property, bool Optional, ImmutableArray<ValidationAttribute> Rules)
    {
        public string Name => Property.Name;
    }
}
