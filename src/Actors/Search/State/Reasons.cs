namespace Actors.Search.State;

/// <summary>The end of a sentence that says why: it is never empty.</summary>
internal static class Reasons
{
    public static string Of(Exception cause) => Of(cause.Message, cause.GetType().Name);

    /// <param name="kind">Said where there are no words.</param>
    public static string Of(string? words, string kind) => string.IsNullOrWhiteSpace(words) ? $"no reason was given ({kind})" : words;
}
