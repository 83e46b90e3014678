using Nas.Model.Data.Formats;

namespace Nas.Model.Data.Sets;

/// <summary>Handwritten digits.</summary>
internal static class Mnist
{
    public static PublishedSet Set { get; } =
        new()
        {
            Name = "mnist",
            Description = "Handwritten digits, grey (LeCun, Cortes and Burges)",
            TrainImages = 60_000,
            TestImages = 10_000,
            Classes = 10,
            Shape = MnistFiles.Shape,
            Source = "ossci-datasets.s3.amazonaws.com",
            Format = new MnistFiles([.. Enumerable.Range(0, 10).Select(digit => $"{digit}")]),
            Published = MnistFiles.At(
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")
            ),
        };
}
