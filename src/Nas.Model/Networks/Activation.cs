namespace Nas.Model.Networks;

/// <summary>The function after a BatchNorm layer.</summary>
public enum Activation
{
    None = 0,

    Relu6 = 1,

    Relu = 2,
}
