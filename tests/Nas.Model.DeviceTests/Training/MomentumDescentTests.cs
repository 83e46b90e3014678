using Nas.Model.Networks;
using Nas.Model.Training;
using TorchSharp;
using TorchSharp.Modules;

namespace Nas.Model.DeviceTests.Training;

public sealed class MomentumDescentTests
{
    [Fact]
    public void Steps_are_those_of_the_librarys_own_optimiser()
    {
        using var scope = torch.NewDisposeScope();
        var start = torch.randn(3, 4);
        var (ours, theirs) = (start.clone(), new Parameter(start.clone()));
        using var descent = new MomentumDescent([new NamedTensor("w", ours)], momentum: 0.9, weightDecay: 0.01);
        using var oracle = torch.optim.SGD([theirs], 0.05, momentum: 0.9, weight_decay: 0.01);
        for (var step = 0; step < 20; step++)
        {
            var gradient = torch.randn(3, 4);
            oracle.zero_grad();
            theirs.mul(gradient).sum().backward();
            oracle.step();
            descent.Step([new NamedTensor("w", ours)], [gradient.clone()], 0.05);
        }
        Assert.True(torch.allclose(theirs, ours, 1e-5, 1e-6));
        Assert.False(torch.allclose(start, ours, 1e-2, 1e-2));
    }

    [Fact]
    public void Vectors_do_not_decay_and_what_a_step_does_not_name_stays()
    {
        using var scope = torch.NewDisposeScope();
        var (vector, matrix, absent) = (torch.ones(2), torch.ones(2, 2), torch.ones(2, 2));
        NamedTensor[] all = [new("vector", vector), new("matrix", matrix), new("absent", absent)];
        using var descent = new MomentumDescent(all, momentum: 0.5, weightDecay: 0.1);
        descent.Step(all, [torch.ones(2), torch.ones(2, 2), torch.ones(2, 2)], rate: 1);
        var before = absent.data<float>().ToArray();
        var velocityBefore = descent.State.Single(tensor => tensor.Name == "velocity.absent").Value.data<float>().ToArray();
        descent.Step(all[..2], [torch.zeros(2), torch.zeros(2, 2)], rate: 1);

        // v = 1, w = 0; then v = 0.5 + decay * 0, w = -0.5.
        Assert.Equal([-0.5f, -0.5f], vector.data<float>().ToArray());
        // v = 1 + 0.1, w = -0.1; then v = 0.55 - 0.01, w = -0.64.
        Assert.Equal(-0.64, matrix[0, 0].item<float>(), 5);
        Assert.Equal(before, absent.data<float>().ToArray());
        Assert.Equal(velocityBefore, descent.State.Single(tensor => tensor.Name == "velocity.absent").Value.data<float>().ToArray());
    }
}
