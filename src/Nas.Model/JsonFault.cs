using System.Text.Json;

namespace Nas.Model;

/// <summary>Describes the fault of a text that should be JSON, in words for whoever wrote it.</summary>
public static class JsonFault
{
    /// <summary>The fault as half a sentence, on one line, with its line number where the library knows it.</summary>
    public static string InWords(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var cause = Cause(fault);
        return fault is JsonException { LineNumber: { } line } && cause != Empty ? $"line {line + 1}: {cause}" : cause;
    }

    /// <summary>The cause alone, without the line.</summary>
    public static string Cause(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault.Message.Contains("does not contain any JSON tokens", StringComparison.Ordinal)
            ? Empty
            : HarmlessText.Line(
                fault
                    .Message.Split(" Path:")[0]
                    .Split(" LineNumber:")[0]
                    .Split(" encountered during")[0]
                    .ReplaceLineEndings(" ")
                    .TrimEnd('.')
            );
    }

    private const string Empty = "it is empty";
}
