using Benchmarks;
using TorchSharp;

torch.set_num_threads(1);
SetEvaluationBenchmark.Run(Console.Out);
