using System.Collections.Immutable;
using Nas.Model;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Images;

namespace Actors.Conformance;

/// <summary>Images with boxes under test.</summary>
/// <param name="Create">A new instance each time.</param>
/// <param name="Root"><c>data.root</c>.</param>
public sealed record DatasetSubject(string Name, Func<IDetectionImageSet> Create, string? Root = null);

/// <summary>
/// The rules for the images with boxes of every plug-in, as a suite to be run from any test project: no test framework is needed.
/// </summary>
public static class DatasetConformance
{
    /// <summary>Images of each part whose pixels are looked at.</summary>
    private const int Looked = 16;

    /// <summary>The rules by name.</summary>
    public static ImmutableArray<(string Name, Action<DatasetSubject, ConformanceOptions> Hold)> Rules { get; } =
    [
        ("has labels and pixels that fit each other, and nothing throws", Contract),
        ("gives the same every time, on any thread", Determinism),
    ];

    /// <exception cref="ConformanceException">It breaks a rule: what it did, for each.</exception>
    public static void Check(DatasetSubject subject, ConformanceOptions? options = null)
    {
        var broken = Examine(subject, options).Where(result => result.Violation is not null).ToList();
        if (broken.Count > 0)
            throw new ConformanceException(
                string.Join(Environment.NewLine, broken.Select(result => $"'{subject.Name}' breaks \"{result.Rule}\": {result.Violation}"))
            );
    }

    /// <summary>
    /// The rules in their order, each held to the images when its result is taken; after one without an answer there are no more.
    /// </summary>
    public static IEnumerable<RuleResult> Examine(DatasetSubject subject, ConformanceOptions? options = null) =>
        StrategyConformance.Examine(subject, Rules, options);

    public static void Contract(DatasetSubject subject, ConformanceOptions options)
    {
        foreach (var part in Parts(subject))
        {
            if (part.Labels.Images.IsEmpty)
                throw new ConformanceException("A part of it has no images.");
            Pixels(part);
        }
    }

    /// <summary>Another instance, which several threads ask at once, gives the same images.</summary>
    public static void Determinism(DatasetSubject subject, ConformanceOptions options)
    {
        foreach (var (first, second) in Parts(subject).Zip(Parts(subject)))
        {
            var (images, others) = (first.Labels.Images, second.Labels.Images);
            if (images.Length != others.Length || images.Zip(others, AreSame).Contains(false))
                throw new ConformanceException("Two instances have different labels.");
            if (Pixels(first).Zip(Pixels(second), AreSame).Contains(false))
                throw new ConformanceException("Two instances have different pixels.");
        }
    }

    private static bool AreSame(LabelledImage first, LabelledImage second) =>
        (first with { Objects = [] }) == (second with { Objects = [] }) && Boxes(first).SequenceEqual(Boxes(second));

    private static bool AreSame(DecodedImage first, DecodedImage second) =>
        first.Shape == second.Shape && first.Pixels.AsSpan().SequenceEqual(second.Pixels);

    /// <summary>The objects without masks, which come in several forms of the same pixels.</summary>
    private static IEnumerable<LabelledObject> Boxes(LabelledImage image) => image.Objects.Select(one => one with { Shape = null });

    private static ImmutableArray<IDetectionDataset> Parts(DatasetSubject subject) =>
        Told(() =>
        {
            var splits = PluginImages.Read(subject.Create(), subject.Name, subject.Root, masks: false);
            return ImmutableArray.Create(splits.Train, splits.Validation, splits.Test);
        });

    /// <summary>All images from the first to the last.</summary>
    private static DecodedImage[] Pixels(IDetectionDataset part) =>
        Told(() =>
        {
            var count = Math.Min(Looked, part.Labels.Images.Length);
            return Enumerable
                .Range(0, count)
                .AsParallel()
                .AsOrdered()
                .Select(step => part.Load(step * part.Labels.Images.Length / count))
                .ToArray();
        });

    private static T Told<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UserException fault)
        {
            throw new ConformanceException(fault.Message);
        }
        catch (AggregateException faults) when (faults.InnerException is UserException fault)
        {
            throw new ConformanceException(fault.Message);
        }
    }
}
