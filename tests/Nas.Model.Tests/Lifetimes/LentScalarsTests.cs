using Nas.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Tests.Lifetimes;

public sealed class LentScalarsTests
{
    [Fact]
    public void Nothing_here_lends_a_scalar_that_nothing_holds()
    {
        using var scan = new LentScalars();
        Assert.Empty(scan.In(typeof(MomentumDescent).Assembly.Location));
    }

    [Fact]
    public void Every_way_to_lend_one_is_found_and_no_way_to_hold_one_is_blamed()
    {
        using var scan = new LentScalars();
        var found = scan.In(typeof(Lending).Assembly.Location, typeof(Lending).FullName!.Replace('+', '/'));
        Assert.Equal(
            [
                nameof(Lending.Converted),
                nameof(Lending.InALocal),
                nameof(Lending.InTheLibrary),
                nameof(Lending.Summed),
                nameof(Lending.Scaled),
                "<" + nameof(Lending.InALambda),
            ],
            found.Select(sentence => sentence.Split(' ')[0].Split('.')[^1].Split('>')[0]).Distinct()
        );
        Assert.Empty(scan.In(typeof(Holding).Assembly.Location, typeof(Holding).FullName!.Replace('+', '/')));
    }

    private static class Lending
    {
        public static Tensor Converted(Tensor values) => values.clamp(min: 0);

        public static Tensor InALocal(Tensor values, double factor)
        {
            Scalar scalar = factor;
            return values.mul(scalar).sub(scalar);
        }

        public static Tensor InTheLibrary(Tensor values) => values.add(values);

        public static Tensor Summed(Tensor values) => values + values;

        public static Tensor Scaled(Tensor values) => 2.0 * values;

        public static IEnumerable<Tensor> InALambda(IEnumerable<Tensor> values) => values.Select(value => value.gt(0));
    }

    private static class Holding
    {
        private static readonly Scalar One = 1;
        private static readonly Scalar[] Several = [1, 0.5];

        public static Tensor InAUsing(Tensor values, double factor)
        {
            using Scalar scalar = factor;
            return values.mul(scalar);
        }

        public static Tensor InFields(Tensor values) => values.add(values, One).mul(Several[1]) - values;
    }
}
