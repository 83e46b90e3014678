using Nas.Model.Settings;
using SkiaSharp;
using Testing;

namespace Nas.Model.DeviceTests.Methods.CrNas.Training;

/// <summary>An image folder of two classes: red and blue noise, 32 pixels a side.</summary>
internal static class ColourFolder
{
    private const int Side = 32;

    public static DataSettings Write(TempFolder folder)
    {
        var random = Nas.Model.Randomness.RandomStream.For(1, "colours");
        for (var i = 0; i < 14; i++)
        {
            foreach (var kind in (string[])["blue", "red"])
            {
                using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Unpremul));
                for (var p = 0; p < Side * Side; p++)
                {
                    var (strong, weak) = ((byte)(100 + random.Next(156)), (byte)random.Next(156));
                    bitmap.SetPixel(
                        p % Side,
                        p / Side,
                        kind == "red" ? new SKColor(strong, weak, weak, 255) : new SKColor(weak, weak, strong, 255)
                    );
                }
                using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
                File.WriteAllBytes(folder.File("colours", i < 12 ? "train" : "val", kind, $"{i:D2}.png"), data.ToArray());
            }
        }
        return new DataSettings
        {
            Name = "image-folder",
            Root = folder.File("colours"),
            Side = Side,
            Validation = 4,
        };
    }
}
