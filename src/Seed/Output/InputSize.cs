using System.Collections.Immutable;
using System.CommandLine;

namespace Seed.Output;

public sealed record InputSize(int Height, int Width);
