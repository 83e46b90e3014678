using System.Text.Json.Nodes;
using Nas.Model.Data;
using Nas.Model.DeviceTests.Execution;
using Nas.Model.DeviceTests.Methods.CrNas.Proxies;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Methods.StNas;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Plugins;
using Nas.Model.Proxies;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.Proxies;

/// <summary>The sample's proxies in place of the methods' own.</summary>
public sealed class PluginProxyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PluginSettings _plugins;

    public PluginProxyTests()
    {
        var plugins = Directory.CreateDirectory(_folder.File("plugins")).FullName;
        File.Copy(
            Path.Combine(TestData.Repository, "artifacts", "bin", "ToyProblem", "release", "ToyProblem.dll"),
            Path.Combine(plugins, "ToyProblem.dll")
        );
        PluginRegistry.Load(plugins, _ => []);
        _plugins = new PluginSettings { Assemblies = PluginRegistry.Record([PluginRegistry.Find<IProxy>("toy-margin")!]) };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_proxy_of_a_plugin_scores_in_place_of_ours()
    {
        var context = SmallSearch.Context(Settings("toy-margin", new JsonObject { ["most"] = 100 }));
        var path = _folder.File("weights");
        using (var written = PathNetwork.Supernet(context.Space, torch.CPU, running: false))
        {
            LayerState.Fill(written.Tensors, seed: 2, run: 0);
            WeightsFile.Write(path, written);
        }
        using var scores = new TopologyScores(context);
        var architecture = context.Paths.Sample(RandomStream.For(3, "plugin-proxy"));
        var task = new EvaluationTask("search", [context.Space.Format(architecture)], "weights", path);
        var margin = Assert.Single(scores.Evaluate(task)).Score;

        // By the definition: the logit of the right class less the highest other one, image by image of the same minibatches.
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        using var network = PathNetwork.Supernet(context.Space, torch.CPU, running: true);
        WeightsFile.Read(path, network);
        network.Norm.Mode = NormMode.Batch;
        using var images = FixedBatches.OfBlock(context.ForProxy(), block: 0);
        var margins = new List<double>();
        images.ForEach(
            (_, batch) =>
            {
                var logits = network.call(batch.Images, architecture);
                for (var i = 0; i < batch.Labels.shape[0]; i++)
                {
                    var (row, right) = (logits[i].data<float>().ToArray(), batch.Labels[i].item<long>());
                    margins.Add(row[right] - row.Where((_, label) => label != right).Max());
                }
            }
        );
        Assert.Equal(context.Settings.Proxy.Images, margins.Count);
        Assert.Equal(margins.Average(), margin, 4);
        // The options are the search file's.
        using var capped = new TopologyScores(SmallSearch.Context(Settings("toy-margin", new JsonObject { ["most"] = 0.001 })));
        Assert.True(capped.Evaluate(task)[0].Score < margin);
    }

    [Fact]
    public void A_proxy_of_a_plugin_scores_detectors_in_place_of_ours()
    {
        double Score(string? kind, string metric = "ap50", double loose = 0.25)
        {
            var settings = SmallCrNas.Settings with
            {
                Plugins = _plugins,
                Proxy = SmallCrNas.Settings.Proxy with
                {
                    Kind = kind,
                    Options = kind is null ? null : new JsonObject { ["loose"] = loose },
                    Metric = metric,
                },
            };
            var context = SmallCrNas.Context(settings);
            var path = _folder.File("detector");
            using (var network = SupernetDetector.Stages(context))
                SmallCrNas.WriteWeights(path, network, seed: 2);
            using var scores = new ReallocationScores(context);
            return scores.Evaluate(new EvaluationTask(PhaseNames.StageSearch, ["1,2,2,1"], "weights", path))[0].Score;
        }
        Assert.NotEqual(Score(null, "ap"), Score(null));
        Assert.Equal((0.25 * Score(null)) + (0.75 * Score(null, "ap")), Score("toy-mean-precision"), 12);
        Assert.Equal(Score(null), Score("toy-mean-precision", loose: 1), 12);
    }

    [Fact]
    public void What_this_process_lacks_and_options_that_are_wrong_are_a_sentence()
    {
        string Refused(string kind, JsonObject? options = null, PluginSettings? plugins = null)
        {
            using var scores = new TopologyScores(SmallSearch.Context(Settings(kind, options) with { Plugins = plugins ?? _plugins }));
            return Assert.Throws<UserException>(() => scores.Evaluate(new EvaluationTask("search", ["x"], "weights", "x"))).Message;
        }
        Assert.Contains("has no proxy 'toy-margins'", Refused("toy-margins"), StringComparison.Ordinal);
        // One of detection scores no classifiers.
        Assert.Contains("has no proxy 'toy-mean-precision'", Refused("toy-mean-precision"), StringComparison.Ordinal);
        Assert.StartsWith(
            "proxy.options.least is no option of the proxy 'toy-margin': it has most.",
            Refused("toy-margin", new JsonObject { ["least"] = 1 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has another plug-in ToyProblem",
            Refused("toy-margin", null, new PluginSettings { Assemblies = new() { ["ToyProblem"] = "0.0.9 sha256:00" } }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Settings_without_a_kind_are_written_as_they_were_before_there_was_any()
    {
        Assert.DoesNotContain(
            "kind",
            SettingsJson.Text(SmallSearch.Settings)[
                ..SettingsJson.Text(SmallSearch.Settings).IndexOf("\"devices\"", StringComparison.Ordinal)
            ],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"proxy\": {\n    \"kind\": \"toy-margin\",\n    \"options\": {",
            SettingsJson.Text(Settings("toy-margin", [])),
            StringComparison.Ordinal
        );
    }

    private StNasSettings Settings(string kind, JsonObject? options) =>
        SmallSearch.Settings with
        {
            Plugins = _plugins,
            Proxy = SmallSearch.Settings.Proxy with { Kind = kind, Options = options },
        };
}
