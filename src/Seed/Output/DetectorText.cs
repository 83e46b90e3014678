namespace Seed.Output;

/// <summary>The cost of a detector, as a table.</summary>
internal static class DetectorText
{
    public static string Of(DetectorDescription cost)
    {
        var table = new TextTable("part", "MAdds", "parameters");
        foreach (var part in cost.Parts)
        {
            table.Add(part.Name, part.Madds, part.Parameters);
            foreach (var layer in part.Layers ?? [])
                table.Add("  " + layer.Name, layer.Madds, layer.Parameters);
        }
        var title = $"{cost.Detector} on {cost.Backbone} ({string.Join(',', cost.Blocks)}) at {cost.Input.Height}x{cost.Input.Width}";
        return $"{table}{Environment.NewLine}{title}: {cost.Madds:N0} MAdds, {cost.Parameters:N0} parameters";
    }
}
