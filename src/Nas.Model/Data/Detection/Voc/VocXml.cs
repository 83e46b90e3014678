using System.Xml;
using System.Xml.Linq;

namespace Nas.Model.Data.Detection.Voc;

/// <summary>Reads an annotation's XML, which may come from anybody: within limits, nothing fetched, no entities.</summary>
internal static class VocXml
{
    /// <summary>Limits far beyond what tools write.</summary>
    private const int LargestFile = 32 << 20,
        DeepestNesting = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        // Some tools name a document type; what is in it is not read.
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <exception cref="FormatException">It is damaged or beyond a limit; the message is the end of a sentence about the file.</exception>
    public static XElement Load(string path)
    {
        try
        {
            var text = XmlText.Of(Bytes(path));
            RequireShallow(text);
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            return XElement.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException e)
        {
            throw new FormatException(
                $"is damaged{(e.LineNumber > 0 ? $" in line {e.LineNumber}" : "")}: {Shown.Briefly(e.Message.Split(". ")[0].TrimEnd('.'), 300)}",
                e
            );
        }
        catch (FormatException e)
        {
            throw new FormatException($"is damaged: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static byte[] Bytes(string path)
    {
        // A pipe or a device, which might never end, has no length.
        var length = new FileInfo(path).Length;
        if (length > LargestFile)
            throw new FormatException($"it has more than {LargestFile >> 20} MiB, which no annotation has");
        return length == 0 ? [] : File.ReadAllBytes(path);
    }

    /// <summary>Refuses deep trees. Elements know all their ancestors: a tree of depth n takes n² steps to build.</summary>
    private static void RequireShallow(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Settings);
        while (reader.Read())
        {
            if (reader.Depth > DeepestNesting)
                throw new FormatException($"in line {((IXmlLineInfo)reader).LineNumber} it is nested deeper than {DeepestNesting} levels");
        }
    }
}
