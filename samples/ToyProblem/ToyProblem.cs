using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Nas.Model.Cost;
using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace ToyProblem;

public sealed record ToyOptions
{
    /// <summary>Layers, each of which has a width and a kernel.</summary>
    [Range(1, 12)]
    public int Layers { get; init; } = 6;
}

/// <summary>A stack of layers. Its cost is what such layers multiply and add for one pixel.</summary>
[Plugin("toy-stack")]
public sealed class ToySpace(ToyOptions options) : DecisionSpace("toy-stack", [.. Enumerable.Range(0, options.Layers).SelectMany(Layer)])
{
    internal static readonly ImmutableArray<string> Widths = ["8", "16", "32", "64"],
        Kernels = ["1", "3", "5"];

    private static IEnumerable<Decision> Layer(int layer) =>
        [new Decision($"width{layer}", $"layer{layer}", Widths), new Decision($"kernel{layer}", $"layer{layer}", Kernels)];

    public override ICost MAdds =>
        new AdditiveCost(
            0,
            [.. Decisions.Select(decision => decision.Options.Select(option => long.Parse(option) * long.Parse(option)).ToImmutableArray())]
        );
}

/// <summary>
/// An analytic stand-in for training: wide and large is better, with less and less to be gained; plus a little noise of the seed.
/// </summary>
[Plugin("toy-accuracy")]
public sealed class ToyEvaluator : IEvaluator
{
    private const double Noise = 0.002;

    public Evaluation Evaluate(ISearchSpace space, Architecture architecture, long seed, int sample)
    {
        var capacity = space
            .Decisions.Zip(architecture.Choices, (decision, choice) => Math.Log(double.Parse(decision.Options[choice]) + 1))
            .Sum();
        // Two odd layers next to each other do not like each other: something to find out.
        var clashes = architecture.Choices.Where((choice, i) => i >= 2 && (choice + architecture.Choices[i - 2]) % 2 == 1).Count();
        var noise =
            RandomStream.For(seed, "toy-accuracy", [.. architecture.Choices.Select(choice => (long)choice), sample]).NextDouble() - 0.5;
        return new Evaluation(1 - Math.Exp(-0.1 * capacity) - (0.01 * clashes) + (Noise * noise), null);
    }
}

/// <summary>Made-up latency on a small machine: narrow layers are no faster than it takes to start them.</summary>
[Plugin("toy-microseconds")]
public sealed class ToyLatency : ICostModel
{
    private const long Start = 200;

    public ICost Of(ISearchSpace space) =>
        new AdditiveCost(
            0,
            [
                .. space.Decisions.Select(decision =>
                    decision.Options.Select(option => Math.Max(Start, long.Parse(option) * 25)).ToImmutableArray()
                ),
            ]
        );
}

public sealed record ToyImageOptions
{
    /// <summary>Images to train on.</summary>
    [Range(10, 100_000)]
    public int Images { get; init; } = 400;

    /// <summary>Noise of the pixels: from 0 to this, exclusive.</summary>
    [Range(1, 156)]
    public int Noise { get; init; } = 60;
}

/// <summary>Grey images of two classes, drawn by code: light or dark, with noise.</summary>
[Plugin("toy-images")]
public sealed class ToyImages(ToyImageOptions options) : IImageSet
{
    public (IImageDataset Train, IImageDataset Test) Read(string? root) =>
        (new Part("train", options.Images, options.Noise), new Part("test", 100, options.Noise));

    private sealed class Part(string name, int count, int noise) : IImageDataset
    {
        private const int Classes = 2,
            Step = 100;

        public string Name => $"toy-images {name}";

        public int Count => count;

        public ImageShape Shape { get; } = new(1, 28, 28);

        public ImmutableArray<string> ClassNames { get; } = ["dark", "light"];

        public int Label(int index) => index % Classes;

        public void CopyPixels(int index, Span<byte> destination)
        {
            var random = RandomStream.For(1, name, index);
            foreach (ref var pixel in destination)
                pixel = (byte)((Label(index) * Step) + random.Next(noise));
        }
    }
}
