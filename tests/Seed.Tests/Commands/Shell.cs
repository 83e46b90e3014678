using System.Text.Json;
using Seed.Output;

namespace Seed.Tests.Commands;

/// <summary>The result of a command.</summary>
internal sealed record Said(int Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}

/// <summary>Runs the real command line in this process.</summary>
internal static class Shell
{
    public static async Task<Said> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(),
            error = new();
        var code = await CommandLine.RunAsync(arguments, new Terminal(output, error, Live: false, 100, TimeProvider.System));
        return new Said(code, output.ToString(), error.ToString());
    }
}
