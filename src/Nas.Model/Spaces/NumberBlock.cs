using System.Numerics;

namespace Nas.Model.Spaces;

/// <summary>Numbers in a row that stand for the same combination.</summary>
internal readonly record struct NumberBlock(BigInteger First, BigInteger Length);
