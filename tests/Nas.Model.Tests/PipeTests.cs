using System.Diagnostics;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Voc;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Tables;
using Nas.Model.WeightFiles;
using Nas.Model.WeightFiles.Weights;
using Testing;

namespace Nas.Model.Tests;

/// <summary>Whoever opens a pipe that nobody writes to waits for ever: no reader of a user's files does.</summary>
public sealed class PipeTests : IDisposable
{
    private const string Coco =
        """{"images": [{"id": 7, "width": 100, "height": 80, "file_name": "seven.jpg"}], "annotations": [], "categories": [{"id": 1, "name": "cat"}]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Readers =>
        new()
        {
            { "coco", "is a pipe or a device that does not end, or not soon enough; put the COCO file into a file and name that" },
            { "coco-results", "is a pipe or a device that does not end, or not soon enough; put the COCO file into a file and name that" },
            { "voc-list", "is a pipe or a device that does not end, or not soon enough; put the list of images into a file and name that" },
            { "voc-xml", "is damaged" },
            { "table", "is a pipe or a device that does not end, or not soon enough; put the table into a file and name that" },
            { "truth", "is a pipe or a device that does not end, or not soon enough; put the table into a file and name that" },
            { "weights", "is empty, or a pipe or a device" },
            { "pretrained", "is empty, or a pipe or a device" },
            { "assembly", "is empty, or a pipe or a device" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Readers))]
    public async Task A_pipe_that_nobody_writes_to_is_refused_in_a_sentence(string reader, string sentence)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such pipes there");
        var refused = await Task.Run(() => Record.Exception(() => Read(reader))).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(refused is UserException or InvalidDataException, refused?.ToString());
        Assert.Contains(sentence, refused!.Message, StringComparison.Ordinal);
    }

    /// <summary>The pipe of <c>eval coco --ground-truth &lt;(zcat truth.json.gz)</c>.</summary>
    [Fact]
    public async Task A_pipe_that_ends_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such pipes there");
        var (pipe, content) = (Pipe("truth.json"), _folder.Write("content.json", Coco));
        using var writer = Process.Start("sh", ["-c", "cat \"$1\" > \"$2\"", "sh", content, pipe]);
        var set = await Task.Run(() => CocoFile.Read(pipe)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(7, Assert.Single(set.Images).Id);
    }

    /// <summary>The writer starts on a busy machine, and pauses: longer in all than it may be silent at once.</summary>
    [Fact]
    public async Task A_pipe_whose_writer_takes_its_time_is_read_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such pipes there");
        var (pipe, content) = (Pipe("truth.json"), _folder.Write("content.json", Coco));
        using var writer = Process.Start(
            "sh",
            [
                "-c",
                "exec > \"$2\"; for at in 1 11 21; do sleep 0.6; tail -c +$at \"$1\" | head -c 10; done; sleep 0.6; tail -c +31 \"$1\"",
                "sh",
                content,
                pipe,
            ]
        );
        var set = await Task.Run(() => CocoFile.Read(pipe)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(7, Assert.Single(set.Images).Id);
    }

    private void Read(string reader)
    {
        switch (reader)
        {
            case "coco":
                CocoFile.Read(Pipe("a.json"));
                break;
            case "coco-results":
                CocoResultsFile.Read(
                    Pipe("a.json"),
                    CocoFile.Read(_folder.Write("truth.json", Coco)),
                    FaultPolicy.Refuse,
                    masks: false,
                    out _
                );
                break;
            case "voc-list":
                Pipe("ImageSets/Main/train.txt");
                _folder.Write("Annotations/a.xml", "<annotation></annotation>");
                VocFolder.Read(_folder.Path, "train");
                break;
            case "voc-xml":
                Pipe("Annotations/a.xml");
                _folder.Write("JPEGImages/a.jpg", "");
                VocFolder.Read(_folder.Path);
                break;
            case "table":
                Table.Read(Pipe("a.csv"), new TableSettings());
                break;
            case "truth":
                TruthTable.Read(Pipe("a.csv"));
                break;
            case "weights":
                SafetensorsFile.Open(Pipe("a.safetensors")).Dispose();
                break;
            case "pretrained":
                PretrainedFile.Open(Pipe("a.safetensors"));
                break;
            case "assembly":
                AssemblyBytes.Read(Pipe("a.dll"));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(reader), reader, null);
        }
    }

    private string Pipe(string relative)
    {
        var path = Path.Combine(_folder.Path, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var made = Process.Start("mkfifo", path);
        made.WaitForExit();
        return path;
    }
}
