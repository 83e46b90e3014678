namespace Seed.Methods.Shared;

/// <summary>A plan of what a search file asks for, before anything is done. Its properties are the JSON of a dry run.</summary>
public abstract record RunPlan
{
    /// <summary>The plan as the terminal shows it, on several lines.</summary>
    public abstract string InWords();
}
