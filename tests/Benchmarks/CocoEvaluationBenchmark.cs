using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Metrics.Detection;
using Nas.Model.Randomness;

namespace Benchmarks;

/// <summary>
/// What the COCO evaluation of a set as large as COCO's validation images costs, stage by stage: 5,000 images, 36,000 objects of 80
/// categories, 100 detections an image. Aim: 20 seconds on one core. It uses one thread; processor time says what it took on a busy
/// machine.
/// </summary>
internal static class CocoEvaluationBenchmark
{
    private const int Images = 5000,
        Objects = 36_000,
        Categories = 80,
        PerImage = 100,
        Height = 480,
        Width = 640;

    public static void Run(TextWriter output)
    {
        var truth = Truth();
        var detections = Detections(truth);
        var folder = Directory.CreateTempSubdirectory("langevin-benchmark-").FullName;
        try
        {
            var (truthFile, detectionsFile) = (Path.Combine(folder, "truth.json"), Path.Combine(folder, "detections.json"));
            WriteTruth(truth, truthFile);
            WriteDetections(detections, truth, detectionsFile);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{truth.Images.Length} images, {Objects} objects, {detections.Count} detections"
                )
            );
            var read = Timed(output, "read the ground truth", () => CocoFile.Read(truthFile));
            var found = Timed(
                output,
                "read the detections",
                () => CocoResultsFile.Read(detectionsFile, read, FaultPolicy.Refuse, masks: false, out _)
            );
            Timed(output, "sort them by category and image", () => new EvaluationCells(read, found));
            Tell(output, Timed(output, "evaluate boxes, with sorting", () => CocoEvaluation.Of(read, found, OverlapKind.Boxes)));
            Tell(output, Timed(output, "evaluate masks, with sorting", () => CocoEvaluation.Of(truth, detections, OverlapKind.Masks)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static T Timed<T>(TextWriter output, string stage, Func<T> work)
    {
        using var self = Process.GetCurrentProcess();
        var (processor, start) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
        var result = work();
        var elapsed = Stopwatch.GetElapsedTime(start);
        self.Refresh();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{stage, -34} {elapsed.TotalSeconds, 7:0.00} s, {(self.TotalProcessorTime - processor).TotalSeconds, 7:0.00} s of a processor"
            )
        );
        return result;
    }

    private static void Tell(TextWriter output, CocoResult result) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{"", -34} AP {result.AP:0.0000}, AP50 {result.AP50:0.0000}, AR100 {result.AR100:0.0000}"
            )
        );

    /// <summary>Some images have many objects, as in COCO; a hundredth are crowds.</summary>
    private static DetectionSet Truth()
    {
        var random = RandomStream.For(1, "benchmark-truth");
        var objects = Enumerable.Range(0, Images).Select(_ => new List<LabelledObject>()).ToArray();
        for (var id = 1; id <= Objects; id++)
        {
            var box = AnyBox(random);
            objects[Math.Min(random.Next(Images), random.Next(Images))]
                .Add(
                    new LabelledObject(
                        id,
                        Category(random),
                        box,
                        box.Width * box.Height * 0.7,
                        random.Next(100) == 0,
                        Shape: new PolygonSegmentation([Octagon(box)])
                    )
                );
        }
        return new DetectionSet(
            [.. objects.Select((own, image) => new LabelledImage(image + 1, $"{image}.jpg", Width, Height, [.. own]))],
            [.. Enumerable.Range(1, Categories).Select(number => new LabelledCategory(number, $"c{number}"))],
            []
        );
    }

    /// <summary>
    /// Several for each object, more or less like it, and others of the categories that there are in the image or of any.
    /// </summary>
    private static List<DetectedObject> Detections(DetectionSet truth)
    {
        var random = RandomStream.For(1, "benchmark-detections");
        var found = new List<DetectedObject>(Images * PerImage);
        foreach (var (image, labelled) in truth.Images.Index())
        {
            for (var i = 0; i < PerImage; i++)
            {
                var like =
                    labelled.Objects.IsEmpty || i > 4 * labelled.Objects.Length ? null : labelled.Objects[i % labelled.Objects.Length];
                var box = like is null ? AnyBox(random) : Moved(like.Box, random);
                var category =
                    like?.Category
                    ?? (
                        labelled.Objects.IsEmpty || random.Next(2) == 0
                            ? Category(random)
                            : labelled.Objects[random.Next(labelled.Objects.Length)].Category
                    );
                var score = Math.Round(like is null ? 0.5 * random.NextDouble() : random.NextDouble(), 3);
                found.Add(new DetectedObject(image, category, box, score, box.Area, new MaskSegmentation(Ellipse(box))));
            }
        }
        return found;
    }

    private static void WriteTruth(DetectionSet truth, string path)
    {
        using var writer = new StreamWriter(path);
        writer.Write("{\"images\":[");
        writer.Write(
            string.Join(
                ',',
                truth.Images.Select(image =>
                    $"{{\"id\":{image.Id},\"file_name\":\"{image.FileName}\",\"width\":{Width},\"height\":{Height}}}"
                )
            )
        );
        writer.Write("],\"categories\":[");
        writer.Write(string.Join(',', truth.Categories.Select(category => $"{{\"id\":{category.Id},\"name\":\"{category.Name}\"}}")));
        writer.Write("],\"annotations\":[");
        writer.Write(
            string.Join(
                ',',
                truth.Images.SelectMany(image =>
                    image.Objects.Select(own =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{{\"id\":{own.Id},\"image_id\":{image.Id},\"category_id\":{own.Category + 1},\"bbox\":{Text(own.Box)},\"area\":{own.Area},\"iscrowd\":{(own.IsCrowd ? 1 : 0)},\"segmentation\":[[{string.Join(',', Octagon(own.Box))}]]}}"
                        )
                    )
                )
            )
        );
        writer.Write("]}");
    }

    private static void WriteDetections(List<DetectedObject> detections, DetectionSet truth, string path)
    {
        using var writer = new StreamWriter(path);
        writer.Write('[');
        writer.Write(
            string.Join(
                ',',
                detections.Select(own =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{{\"image_id\":{truth.Images[own.Image].Id},\"category_id\":{own.Category + 1},\"bbox\":{Text(own.Box)},\"score\":{own.Score}}}"
                    )
                )
            )
        );
        writer.Write(']');
    }

    private static string Text(Box box) => string.Create(CultureInfo.InvariantCulture, $"[{box.X},{box.Y},{box.Width},{box.Height}]");

    /// <summary>A few categories are common.</summary>
    private static int Category(RandomStream random) =>
        Math.Min(random.Next(Categories), Math.Min(random.Next(Categories), random.Next(Categories)));

    private static Box AnyBox(RandomStream random)
    {
        var (width, height) = (Side(random), Side(random));
        return new Box(random.Next(Width - width), random.Next(Height - height), width, height);
    }

    private static int Side(RandomStream random) => 4 + (int)(400 * Math.Pow(random.NextDouble(), 2.5));

    private static Box Moved(Box box, RandomStream random)
    {
        double Off(double side) => Math.Round(side * 0.3 * (random.NextDouble() - 0.5), 2);
        return new Box(
            Math.Clamp(box.X + Off(box.Width), 0, Width - box.Width),
            Math.Clamp(box.Y + Off(box.Height), 0, Height - box.Height),
            box.Width,
            box.Height
        );
    }

    private static ImmutableArray<double> Octagon(Box box)
    {
        var (x, y) = (box.Width / 4, box.Height / 4);
        return
        [
            box.X + x,
            box.Y,
            box.Right - x,
            box.Y,
            box.Right,
            box.Y + y,
            box.Right,
            box.Bottom - y,
            box.Right - x,
            box.Bottom,
            box.X + x,
            box.Bottom,
            box.X,
            box.Bottom - y,
            box.X,
            box.Y + y,
        ];
    }

    private static RunLengthMask Ellipse(Box box)
    {
        var (left, top, width, height) = ((int)box.X, (int)box.Y, (int)box.Width, (int)box.Height);
        var runs = new List<int>((2 * width) + 1);
        var end = 0;
        for (var column = 0; column < width; column++)
        {
            var across = ((2 * column) + 1 - width) / (double)width;
            var half = Math.Max(1, (int)(height / 2.0 * Math.Sqrt(1 - (across * across))));
            var (length, begin) = (Math.Min(height, 2 * half), ((left + column) * Height) + top + (height / 2) - half);
            runs.AddRange([Math.Max(0, begin - end), length]);
            end = Math.Max(end, begin) + length;
        }
        runs.Add((Height * Width) - runs.Sum());
        return RunLengthMask.FromRuns(Height, Width, runs.ToArray());
    }
}
