using Microsoft.Extensions.Hosting;

namespace Actors.Hosting;

/// <summary>A host inside a program that deals with signals itself: Ctrl-C means what the program says it means.</summary>
public sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
