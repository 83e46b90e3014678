using Benchmarks;
using TorchSharp;

if (args is ["scaling"])
{
    ScalingBenchmark.Run(Console.Out);
}
else
{
    torch.set_num_threads(1);
    SetEvaluationBenchmark.Run(Console.Out);
}
