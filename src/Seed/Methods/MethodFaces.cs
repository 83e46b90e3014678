using System.Collections.Immutable;
using Nas.Model.Settings;
using Seed.Methods.BlackBox;
using Seed.Methods.CrNas;
using Seed.Methods.Fidelity;
using Seed.Methods.Shared;
using Seed.Methods.StNas;
using Seed.Results;

namespace Seed.Methods;

/// <summary>The methods, a line each.</summary>
public static class MethodFaces
{
    public static ImmutableArray<IMethodFace> All { get; } = [new StNasFace(), new CrNasFace(), new BlackBoxFace(), new FidelityFace()];

    public static IMethodFace Of(SearchSettings settings) =>
        All.FirstOrDefault(face => face.Name == settings.Method)
        ?? throw new ArgumentOutOfRangeException(nameof(settings), settings.Method, "There is no such method.");

    public static ISearchResult Result(SearchOutcome outcome) => Of(outcome.Settings).Result(outcome);
}
