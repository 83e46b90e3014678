using System.ComponentModel.DataAnnotations;

namespace Actors.Serialization;

// What members of wire messages must be: see WireRules. Numbers have Range.

/// <summary>A name for people and logs: of a device, a node, a task.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShortNameAttribute()
    : ValidationAttribute("{0} is no name: longer than 256 characters, or with control characters in it")
{
    public override bool IsValid(object? value) => value is string { Length: <= 256 } name && !name.Any(char.IsControl);
}

/// <summary>Requires one of the values that the enumeration has in this version.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KnownAttribute() : ValidationAttribute("{0} is nothing that this version knows")
{
    public override bool IsValid(object? value) => value is Enum known && Enum.IsDefined(known.GetType(), known);
}

/// <summary>Requires a number that is not less than zero.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CountAttribute() : ValidationAttribute("{0} is below zero, or no number")
{
    public override bool IsValid(object? value) => value is int and >= 0 or long and >= 0 or double and >= 0 and < double.PositiveInfinity;
}

/// <summary>Whatever it says, it is only shown, compared or looked up.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnythingAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => true;
}
