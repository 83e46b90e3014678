using System.Collections.Immutable;
using Nas.Model;
using Nas.Model.Cost.Detection;
using Nas.Model.Data;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Settings;
using Seed.Methods;
using Seed.Methods.Shared;
using Seed.Output;

namespace Seed.Running;

/// <summary>
/// Checks that a search's data, and the program that scores its candidates, are on this machine and as its settings say. Names what is
/// left out of the data, and, where it is no run that looks, what was not looked at.
/// </summary>
internal sealed class DataChecks
{
    private readonly DataSight _sight;
    private readonly Terminal _terminal;
    private readonly ImmutableArray<string>.Builder _leftOut = ImmutableArray.CreateBuilder<string>();

    private DataChecks(DataSight sight, Terminal terminal) => (_sight, _terminal) = (sight, terminal);

    /// <returns>Sentences about what is left out of the data, or taken for something else; a run that goes on does not look.</returns>
    /// <exception cref="UserException">Something is missing or damaged; the sentence says what helps.</exception>
    public static ImmutableArray<string> Require(SearchSettings settings, DataSight sight, Terminal terminal)
    {
        var checks = new DataChecks(sight, terminal);
        foreach (var need in MethodFaces.Of(settings).Data(settings).Needs)
            checks.In(need.Section, say => checks.Require(need, say));
        return checks._leftOut.ToImmutable();
    }

    private void Require(DataNeed need, Action<string> say)
    {
        switch (need)
        {
            case ClassifiedNeed classified:
                Images(classified.Data, classified.Fit, say);
                break;
            case BoxesNeed boxes:
                Boxes(boxes.Data, boxes.Detector, boxes.Seed, say);
                break;
            case ProgramNeed program:
                Program(program.Require, say);
                break;
        }
    }

    /// <param name="fit">Check that the networks take these images.</param>
    private void Images(DataSettings data, Action<IImageDataset> fit, Action<string> say)
    {
        if (_sight == DataSight.Elsewhere && !DataCatalog.IsVisible(data))
        {
            say(NotHere(data.Name, data.Root));
            return;
        }
        if (_sight == DataSight.DryRun)
        {
            if (DataSupply.ToBeFetched(data) is { } set)
            {
                var or = data.Fallback is { } fallback ? $", or takes data.fallback, the {fallback} set" : "";
                say($"The data set {set.Name} is not on this machine, and was not looked at: a run gets it first ({set.Source}){or}.");
                return;
            }
            (data, var notice) = DataCatalog.Resolve(data);
            if (notice is not null)
                say(notice);
        }
        var seen = DataCatalog.Require(data, decode: _sight == DataSight.Begins);
        if (seen.Train is { } images)
            fit(images);
        Tell(seen.LeftOut);
        if (_sight is DataSight.DryRun or DataSight.Elsewhere && seen.NotSeen is { } rest)
            say(rest);
    }

    private void Boxes(DetectionDataSettings data, string detector, long seed, Action<string> say)
    {
        if (_sight == DataSight.Elsewhere && !DetectionCatalog.IsVisible(data))
        {
            say(NotHere(data.Name, data.Root));
            return;
        }
        var masks = DetectorShape.Find(detector).Kind == DetectorKind.MaskRcnn;
        var leftOut = DetectionCatalog.Require(data, seed, masks, decode: _sight == DataSight.Begins);
        Tell(leftOut);
        if (
            _sight is not (DataSight.Begins or DataSight.GoesOn)
            && data.Damaged == "skip"
            && data.Root is { } root
            && DetectionCatalog.OwnNames.Contains(data.Name)
        )
        {
            say(
                $"Of the images in {root} the labels were read, and none was decoded: a run decodes each once when it begins, and leaves out those that cannot be."
            );
        }
    }

    /// <summary>A run that goes on told it when it began.</summary>
    private void Tell(ImmutableArray<string> sentences)
    {
        if (_sight == DataSight.GoesOn)
            return;
        LeftOut.Tell(_terminal, sentences);
        _leftOut.AddRange(sentences);
    }

    private void Program(Action require, Action<string> say)
    {
        try
        {
            require();
        }
        catch (UserException missing) when (_sight == DataSight.Elsewhere)
        {
            say($"On this machine, and it must not be so on the cluster's device machines: {missing.Message}");
        }
    }

    private static string NotHere(string name, string? root) =>
        $"{(root is null ? $"The data set {name}" : $"data.root {root}")} is not on this machine, so that it was not looked at: it must be on the cluster's device machines.";

    /// <summary>Sentences about data name keys as <c>data.root</c>, whatever section these are in.</summary>
    private void In(string section, Action<Action<string>> require)
    {
        string Named(string sentence) => section.Length == 0 ? sentence : $"In the section {section}: {sentence}";
        try
        {
            require(sentence => _terminal.Error.WriteLine(Named(sentence)));
        }
        catch (UserException exception) when (section.Length > 0)
        {
            throw new UserException(Named(exception.Message), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                Named($"The data cannot be read ({exception.Message.TrimEnd('.')}): make them readable, or name others."),
                exception
            );
        }
    }
}
