using System.Text;
using Nas.Model.Data.Detection.Coco;

namespace Nas.Model.Tests.Data.Detection.Coco;

public class PythonNumbersTests
{
    private const string Written = """{"NaN": [NaN, -Infinity,Infinity,-1, "a NaN \" -Infinity\\", "\\"], "I": NaN}""";
    private const string Expected =
        "{\"NaN\": [\"\x7F\", \"\x7F-Infin\",\"\x7FInfin\",-1, \"a NaN \\\" -Infinity\\\\\", \"\\\\\"], \"I\": \"\x7F\"}";

    [Fact]
    public void Numbers_are_replaced_wherever_the_bytes_are_cut()
    {
        for (var first = 0; first <= Written.Length; first++)
        {
            for (var second = first; second <= Written.Length; second++)
            {
                var (bytes, numbers, done) = (Encoding.UTF8.GetBytes(Written), new PythonNumbers(), 0);
                foreach (var end in (int[])[first, second, bytes.Length])
                    done += numbers.Replace(bytes.AsSpan(done, end - done), end == bytes.Length);
                Assert.Equal((Expected, bytes.Length), (Encoding.UTF8.GetString(bytes), done));
            }
        }
    }

    [Fact]
    public void They_are_known_again_and_texts_are_not()
    {
        Assert.Equal(double.NaN, PythonNumbers.Of("\x7F"u8));
        Assert.Equal(double.NegativeInfinity, PythonNumbers.Of("\x7F-Infin"u8));
        Assert.Equal(double.PositiveInfinity, PythonNumbers.Of("\x7FInfin"u8));
        Assert.Null(PythonNumbers.Of("NaN"u8));
        Assert.Null(PythonNumbers.Of(""u8));
    }
}
