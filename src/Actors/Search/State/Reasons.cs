namespace Actors.Search.State;

/// <summary>What a sentence that says why ends with: never with nothing.</summary>
internal static class Reasons
{
    public static string Of(Exception cause) => Of(cause.Message, cause.GetType().Name);

    /// <param name="kind">Said where there are no words.</param>
    public static string Of(string? words, string kind) => string.IsNullOrWhiteSpace(words) ? $"no reason was given ({kind})" : words;
}
