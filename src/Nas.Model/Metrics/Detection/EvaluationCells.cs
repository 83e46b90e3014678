using Nas.Model.Data.Detection;

namespace Nas.Model.Metrics.Detection;

/// <summary>
/// Objects and detections of a set, by category, within it by image (rising id), within that objects in the order of the set and detections
/// by falling score, equal scores in the order given.
/// </summary>
internal sealed class EvaluationCells
{
    private readonly int[] _truthImages,
        _detectionImages;
    private readonly int[] _truthStarts,
        _detectionStarts;

    /// <exception cref="ArgumentException">A detection is of no image or category of the set, or its score is not finite.</exception>
    public EvaluationCells(DetectionSet set, IReadOnlyList<DetectedObject> detections)
    {
        foreach (var detection in detections)
            Require(set, detection);
        var rank = RanksOf(set);
        var truths = new List<LabelledObject>();
        var truthImages = new List<int>();
        for (var i = 0; i < set.Images.Length; i++)
        {
            foreach (var labelled in set.Images[i].Objects)
            {
                truths.Add(labelled);
                truthImages.Add(i);
            }
        }
        DetectedObject[] found = [.. detections];

        var truthOrder = InCells(
            [.. Enumerable.Range(0, truths.Count)],
            [.. truthImages.Select(image => rank[image])],
            [.. truths.Select(truth => truth.Category)],
            set
        );
        var byScore = StableOrder.ByFallingScore(Array.ConvertAll(found, detection => detection.Score));
        var order = InCells(
            byScore,
            Array.ConvertAll(found, detection => rank[detection.Image]),
            Array.ConvertAll(found, detection => detection.Category),
            set
        );

        Truths = Array.ConvertAll(truthOrder, position => truths[position]);
        Detections = Array.ConvertAll(order, position => found[position]);
        Images = new int[rank.Length];
        for (var i = 0; i < rank.Length; i++)
            Images[rank[i]] = i;
        _truthImages = Array.ConvertAll(truthOrder, position => rank[truthImages[position]]);
        _detectionImages = Array.ConvertAll(Detections, detection => rank[detection.Image]);
        _truthStarts = Starts(Array.ConvertAll(Truths, truth => truth.Category), set.Categories.Length);
        _detectionStarts = Starts(Array.ConvertAll(Detections, detection => detection.Category), set.Categories.Length);
    }

    public LabelledObject[] Truths { get; }

    public DetectedObject[] Detections { get; }

    /// <summary>Positions in the set's images, by rising id.</summary>
    public int[] Images { get; }

    /// <summary>The images of a category that hold objects or detections of it.</summary>
    public IEnumerable<Cell> Of(int category)
    {
        var (truth, detection) = (_truthStarts[category], _detectionStarts[category]);
        var (lastTruth, lastDetection) = (_truthStarts[category + 1], _detectionStarts[category + 1]);
        while (truth < lastTruth || detection < lastDetection)
        {
            var image = Math.Min(
                truth < lastTruth ? _truthImages[truth] : int.MaxValue,
                detection < lastDetection ? _detectionImages[detection] : int.MaxValue
            );
            var (fromTruth, fromDetection) = (truth, detection);
            while (truth < lastTruth && _truthImages[truth] == image)
                truth++;
            while (detection < lastDetection && _detectionImages[detection] == image)
                detection++;
            yield return new Cell(Images[image], fromTruth, truth - fromTruth, fromDetection, detection - fromDetection);
        }
    }

    private static void Require(DetectionSet set, in DetectedObject detection)
    {
        var (image, category, score) = (detection.Image, detection.Category, detection.Score);
        if ((uint)image < (uint)set.Images.Length && (uint)category < (uint)set.Categories.Length && double.IsFinite(score))
            return;
        throw new ArgumentException($"a detection of image {image}, category {category} and score {score}", nameof(detection));
    }

    private static int[] RanksOf(DetectionSet set)
    {
        var ranks = new int[set.Images.Length];
        foreach (var (rank, image) in Enumerable.Range(0, ranks.Length).OrderBy(image => set.Images[image].Id).Index())
            ranks[image] = rank;
        return ranks;
    }

    private static int[] InCells(int[] order, int[] images, int[] categories, DetectionSet set) =>
        StableOrder.ByKey(StableOrder.ByKey(order, images, set.Images.Length), categories, set.Categories.Length);

    /// <summary>The position where each category starts, and the end.</summary>
    private static int[] Starts(int[] sorted, int bound)
    {
        var starts = new int[bound + 1];
        foreach (var key in sorted)
            starts[key + 1]++;
        for (var key = 0; key < bound; key++)
            starts[key + 1] += starts[key];
        return starts;
    }
}

/// <summary>One category in one image: ranges of the flat arrays.</summary>
/// <param name="Image">Position in the set's images.</param>
internal readonly record struct Cell(int Image, int FirstTruth, int Truths, int FirstDetection, int Detections);
