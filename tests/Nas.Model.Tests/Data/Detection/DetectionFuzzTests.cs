using System.Text;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Voc;
using Nas.Model.Metrics.Detection;
using Testing;

namespace Nas.Model.Tests.Data.Detection;

/// <summary>Files with bytes changed, cut out and put in, always the same ones: each is read, or refused in a sentence.</summary>
public sealed class DetectionFuzzTests : IDisposable
{
    private const int Files = 500;

    private const string Truth = """
        {"images": [{"id": 7, "width": 20, "height": 10, "file_name": "a.jpg"}, {"id": "x", "width": 20, "height": 10}], "categories": [{"id": 3, "name": "dog"}],
         "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "area": 12.5, "iscrowd": 0, "segmentation": [[1, 2, 4, 2, 4, 6]]},
          {"id": 2, "image_id": "x", "category_id": 3, "bbox": [1, 2, NaN, 4], "iscrowd": 1, "segmentation": {"size": [10, 20], "counts": [10, 20, 170]}}]}
        """;

    private const string Found =
        """[{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 0.5}, {"image_id": "a", "category_id": "dog", "score": 1, "segmentation": {"size": [10, 20], "counts": "OTT1"}}]""";

    private const string Annotation = """
        <?xml version="1.0" encoding="windows-1252"?><!DOCTYPE annotation [<!ENTITY e "x">]><annotation><size><width>20</width><height>10</height></size>
        <object><name>dog</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>4</xmax><ymax>6</ymax></bndbox></object></annotation>
        """;

    private static readonly string[] Words =
    [
        "NaN",
        "-Infinity",
        "1e999",
        "null",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "\\",
        "-1",
        "1e400",
        "0.5",
        "true",
        "\\ud800",
        "<",
        ">",
        "&e;",
        "<x>",
        "]]>",
        "\0",
        "\u00ff",
        ",",
        ":",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Coco_files_are_read_or_refused_in_a_sentence()
    {
        var good = CocoFile.Read(_folder.Write("good.json", Truth), FaultPolicy.Skip, masks: true);
        Fuzz(
            Truth,
            "truth.json",
            (path, policy, masks) =>
            {
                CocoFile.Read(path, policy, masks);
                var set = CocoFile.Read(path, policy, masks, use: DataUse.Evaluation);
                CocoEvaluation.Of(set, [], masks ? OverlapKind.Masks : OverlapKind.Boxes);
            }
        );
        Fuzz(
            Found,
            "found.json",
            (path, policy, masks) =>
                CocoEvaluation.Of(
                    good,
                    CocoResultsFile.Read(path, good, policy, masks, out _),
                    masks ? OverlapKind.Masks : OverlapKind.Boxes
                )
        );
    }

    [Fact]
    public void Voc_files_are_read_or_refused_in_a_sentence()
    {
        Fuzz(
            Annotation,
            "Annotations/a.xml",
            (_, policy, evaluation) =>
                VocFolder.Read(_folder.Path, null, ["dog"], policy, use: evaluation ? DataUse.Evaluation : DataUse.Training)
        );
        _folder.Write("Annotations/a b.xml", Annotation);
        _folder.Write("Annotations/a.xml", Annotation);
        Fuzz(
            "a b 1\n\"a\"\nJPEGImages/a.jpg -1\n",
            "ImageSets/Main/train.txt",
            (_, policy, _) => VocFolder.Read(_folder.Path, "train", ["dog"], policy)
        );
    }

    private void Fuzz(string text, string name, Action<string, FaultPolicy, bool> read)
    {
        var random = new Random(name.Length);
        var refused = 0;
        for (var i = 0; i < Files; i++)
        {
            var path = _folder.File(name.Split('/'));
            File.WriteAllBytes(path, Mutated(text, random));
            try
            {
                read(path, i % 4 == 0 ? FaultPolicy.Refuse : FaultPolicy.Skip, i % 2 == 0);
            }
            catch (UserException e)
            {
                refused++;
                Assert.DoesNotContain(e.Message, character => char.IsControl(character));
            }
        }
        Assert.InRange(refused, Files / 50, Files - 1);
    }

    private static byte[] Mutated(string text, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, random.Next(Math.Min(40, bytes.Count - at)));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Words[random.Next(Words.Length)]));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(60, bytes.Count - at))));
                    break;
            }
        }
        return [.. bytes];
    }
}
