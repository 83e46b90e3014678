using Actors.Clusters;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Nas.Model;

namespace Seed.Web;

/// <summary>Answers where the cluster gave none: 404 and its sentence where it says no, 503 where it is silent.</summary>
internal sealed class Refusals(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not UserException)
            return false;
        httpContext.Response.StatusCode =
            exception is NoAnswerException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound;
        await problems.TryWriteAsync(
            new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = { Detail = exception.Message } }
        );
        return true;
    }
}
