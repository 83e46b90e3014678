using Benchmarks;
using TorchSharp;

// Names of benchmarks; without any, all run.
var benchmarks = new Dictionary<string, Action<TextWriter>>(StringComparer.Ordinal)
{
    ["set-evaluation"] = output =>
    {
        torch.set_num_threads(1);
        SetEvaluationBenchmark.Run(output);
    },
    ["coco-evaluation"] = CocoEvaluationBenchmark.Run,
    ["scaling"] = ScalingBenchmark.Run,
};
foreach (var name in args.Length == 0 ? [.. benchmarks.Keys] : args)
{
    if (!benchmarks.TryGetValue(name, out var run))
    {
        Console.Error.WriteLine($"There is no benchmark '{name}'; there are {string.Join(", ", benchmarks.Keys)}.");
        return 2;
    }
    run(Console.Out);
}
return 0;
