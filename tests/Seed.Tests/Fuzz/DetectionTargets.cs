using System.Text;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Voc;
using Nas.Model.Metrics.Detection;

namespace Seed.Tests.Fuzz;

internal static class DetectionTargets
{
    private const string Truth = """
        {"images": [{"id": 1, "width": 100, "height": 80, "file_name": "a.jpg"}, {"id": 2, "width": 64.0, "height": 64, "file_name": "b.jpg"}],
         "categories": [{"id": 1, "name": "cat"}, {"id": 3, "name": "dog"}],
         "annotations": [{"id": 11, "image_id": 1, "category_id": 1, "bbox": [10, 10, 30, 40], "area": 1200, "iscrowd": 0, "segmentation": [[10, 10, 40, 10, 40, 50, 10, 50]]},
                         {"id": 12, "image_id": 2, "category_id": 3, "bbox": [5, 5, 20, 20], "area": 400, "iscrowd": 1, "segmentation": {"size": [64, 64], "counts": [325, 20, 44, 20, 3687]}},
                         {"id": 13, "image_id": 2, "category_id": 1, "bbox": [5, 5, 20, 20], "area": 400, "iscrowd": 0, "segmentation": {"size": [64, 64], "counts": "Pm3h0X2"}}]}
        """;

    private const string Found = """
        [{"image_id": 1, "category_id": 1, "bbox": [10, 10, 30, 40], "score": 0.9, "segmentation": {"size": [80, 100], "counts": "PYo0"}},
         {"image_id": 2, "category_id": 3, "bbox": [5, 6, 20, 19.5], "score": 1e-3}]
        """;

    private const string Annotation = """
        <?xml version="1.0" encoding="utf-8"?>
        <!-- made up -->
        <annotation><filename>a.jpg</filename><size><width>100</width><height>80</height><depth>3</depth></size>
        <object><name>cat &amp; dog</name><difficult>0</difficult><bndbox><xmin>11</xmin><ymin>11.0</ymin><xmax>40</xmax><ymax>50</ymax></bndbox></object></annotation>
        """;

    private static readonly FuzzFolder Folder = new();

    public static IEnumerable<FuzzTarget> All =>
        [
            new(
                "COCO truth",
                [Encoding.UTF8.GetBytes(Truth)],
                bytes =>
                {
                    var path = Folder.Write("truth.json", bytes);
                    foreach (var masks in new[] { false, true })
                    {
                        foreach (var use in new[] { DataUse.Training, DataUse.Evaluation })
                            _ = CocoFile.Read(path, FaultPolicy.Skip, masks, use: use);
                    }
                    _ = CocoFile.Read(path, FaultPolicy.Refuse, masks: true, use: DataUse.Evaluation);
                }
            ),
            new(
                "COCO results",
                [Encoding.UTF8.GetBytes(Found)],
                bytes =>
                {
                    var truth = CocoFile.Read(
                        Folder.Write("good.json", Encoding.UTF8.GetBytes(Truth)),
                        FaultPolicy.Skip,
                        use: DataUse.Evaluation
                    );
                    var found = CocoResultsFile.Read(Folder.Write("found.json", bytes), truth, FaultPolicy.Skip, masks: false, out _);
                    _ = CocoEvaluation.Of(truth, found, OverlapKind.Boxes);
                }
            ),
            new(
                "VOC annotation",
                [
                    Encoding.UTF8.GetBytes(Annotation),
                    [
                        .. Encoding.Unicode.Preamble,
                        .. Encoding.Unicode.GetBytes(Annotation.Replace("utf-8", "utf-16", StringComparison.Ordinal)),
                    ],
                ],
                bytes =>
                {
                    _ = Folder.Write("voc/Annotations/a.xml", bytes);
                    _ = VocFolder.Read(Folder.File("voc"), faults: FaultPolicy.Skip);
                    _ = VocFolder.Read(Folder.File("voc"));
                }
            ),
            new(
                "VOC list",
                ["a\nb 1\nc  -1\n"u8.ToArray()],
                bytes =>
                {
                    foreach (var name in new[] { "a", "b", "c" })
                        _ = Folder.Write($"list/Annotations/{name}.xml", Encoding.UTF8.GetBytes(Annotation));
                    _ = Folder.Write("list/ImageSets/Main/all.txt", bytes);
                    _ = VocFolder.Read(Folder.File("list"), "all", faults: FaultPolicy.Skip);
                }
            ),
        ];
}
