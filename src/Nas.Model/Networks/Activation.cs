namespace Nas.Model.Networks;

/// <summary>What follows a BatchNorm layer.</summary>
public enum Activation
{
    None = 0,

    Relu6 = 1,

    Relu = 2,
}
