using System.Collections.Immutable;
using Nas.Model.Data.Detection;

namespace Nas.Model.Metrics.Detection;

/// <summary>
/// The twelve figures of the COCO evaluation, from 0 to 1, and -1 where one is undefined because there is no object to find.
/// Small is up to 32 x 32 pixels of area, large from 96 x 96; recalls are of the 1, 10 or 100 surest detections of an image and category.
/// </summary>
/// <param name="AP">Average precision, mean over categories and overlaps from 0.50 to 0.95.</param>
/// <param name="AR100">Average recall, the same mean.</param>
/// <param name="Categories">Results of the categories, in the order of the set.</param>
public sealed record CocoResult(
    double AP,
    double AP50,
    double AP75,
    double APSmall,
    double APMedium,
    double APLarge,
    double AR1,
    double AR10,
    double AR100,
    double ARSmall,
    double ARMedium,
    double ARLarge,
    ImmutableArray<CocoCategoryResult> Categories
);

/// <param name="AP">-1 where there is no object of the category.</param>
public sealed record CocoCategoryResult(string Name, double AP, double AP50);

/// <summary>Means over the categories that have objects.</summary>
internal sealed class CocoSummary
{
    private static readonly int[] Limits = [1, 10, CocoRules.MostDetections];

    private readonly Mean _at50 = new(),
        _at75 = new();
    private readonly Mean[] _precisions = [.. Enumerable.Range(0, CocoRules.AreaRanges).Select(_ => new Mean())];
    private readonly Mean[] _recalls = [.. Enumerable.Range(0, CocoRules.AreaRanges).Select(_ => new Mean())];
    private readonly Mean[] _limited = [.. Limits.Select(_ => new Mean())];
    private readonly ImmutableArray<CocoCategoryResult>.Builder _categories = ImmutableArray.CreateBuilder<CocoCategoryResult>();

    public void Add(LabelledCategory category, CocoCategory evaluated)
    {
        for (var range = 0; range < CocoRules.AreaRanges; range++)
        {
            var precisions = evaluated.Precisions(range);
            if (range == CocoRules.AllAreas)
            {
                _categories.Add(new CocoCategoryResult(category.Name, precisions?.Average() ?? -1, precisions?[CocoRules.At50] ?? -1));
                _at50.Add(precisions?[CocoRules.At50]);
                _at75.Add(precisions?[CocoRules.At75]);
            }
            _precisions[range].Add(precisions?.Average());
            _recalls[range].Add(evaluated.Recall(range, CocoRules.MostDetections));
        }
        for (var i = 0; i < Limits.Length; i++)
            _limited[i].Add(evaluated.Recall(CocoRules.AllAreas, Limits[i]));
    }

    public CocoResult ToResult() =>
        new(
            _precisions[0].Value,
            _at50.Value,
            _at75.Value,
            _precisions[1].Value,
            _precisions[2].Value,
            _precisions[3].Value,
            _limited[0].Value,
            _limited[1].Value,
            _limited[2].Value,
            _recalls[1].Value,
            _recalls[2].Value,
            _recalls[3].Value,
            _categories.ToImmutable()
        );

    private sealed class Mean
    {
        private double _sum;
        private int _count;

        public double Value => _count == 0 ? -1 : _sum / _count;

        public void Add(double? value)
        {
            if (value is not { } known)
                return;
            _sum += known;
            _count++;
        }
    }
}
