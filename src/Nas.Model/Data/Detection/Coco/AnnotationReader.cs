namespace Nas.Model.Data.Detection.Coco;

/// <summary>Makes objects of annotations.</summary>
/// <param name="masks">Objects have masks.</param>
/// <param name="use">Decides what cannot be used.</param>
/// <param name="forgiving">Numbers may be written as text.</param>
/// <param name="note">Receives each kind of thing that is read as something else, with its entry.</param>
internal sealed class AnnotationReader(bool masks, DataUse use, bool forgiving, Action<string, JsonEntry<AnnotationElement>> note)
{
    private bool ForTraining => use == DataUse.Training;

    /// <summary>Reads an annotation; null, and the reason, where it cannot be used.</summary>
    public LabelledObject? Read(JsonEntry<AnnotationElement> entry, LabelledImage image, int category, out string fault)
    {
        var element = entry.Value!;
        var isCrowd = IsCrowd(element.Iscrowd, out fault);
        if (fault.Length == 0)
            fault = FaultOf(element, isCrowd);
        if (fault.Length > 0)
            return null;
        var shape = element.Segmentation?.Resolve(image, use, out fault);
        if (fault.Length > 0)
        {
            fault = $"has a damaged segmentation: {fault}";
            return null;
        }
        if (shape is not null && element.Segmentation!.HasScraps)
            note(
                "segmentations with a number too many, or with parts of fewer than three points, read as the reference evaluation reads them",
                entry
            );
        if (ShapeElement.HasOtherSize(shape, image))
            note(ShapeElement.OtherSize, entry);
        var box = element.Bbox is { Found: null, Box: var given } ? given : shape!.MaskAbout(image).Box;
        var hasArea = element.Area.TryNumber(out var area) || NeedsNoArea(isCrowd);
        if (ForTraining)
            fault = BoxFault.Of(box, image);
        else if (!hasArea && shape is null)
            fault = BoxFault.NegativeSide(box);
        if (fault.Length > 0)
            return null;
        if (!hasArea)
        {
            note("annotations without an area, for which that of their mask or box is taken", entry);
            area = shape?.MaskAbout(image).Area ?? box.Area;
        }
        var id = element.Id.Id!.Value;
        return new LabelledObject(id.Name is null ? id.Number : entry.Index + 1, category, box, area, isCrowd, Shape: shape);
    }

    private string FaultOf(AnnotationElement element, bool isCrowd) =>
        element switch
        {
            { Area: { IsMissing: false } area }
                when !NeedsNoArea(isCrowd)
                    && !(area.TryNumber(out var number) && double.IsFinite(number) && (number >= 0 || !ForTraining)) =>
                $"has the area {area}, which must be {(ForTraining ? "a number from 0" : "a number")}",
            { Bbox: { Found: not null } box } when ForTraining || !masks => box.Fault,
            { Bbox: { HasText: true } } when !forgiving => "has a damaged box: it must be four numbers",
            { Bbox: null } when !masks => "has no box",
            { Segmentation: null } when masks => "has no segmentation",
            _ => "",
        };

    /// <summary>True for crowds in the reference, where they may be of any size.</summary>
    private bool NeedsNoArea(bool isCrowd) => isCrowd && !ForTraining;

    private bool IsCrowd(JsonScalar flag, out string fault)
    {
        fault = "";
        if (flag.IsMissing)
            return false;
        if (bool.TryParse(flag.Name, out var isCrowd))
            return isCrowd;
        // The reference takes any number but 0 for a crowd.
        if (flag.TryWhole(out var number) && (!ForTraining || number is 0 or 1))
            return number != 0;
        fault = $"has iscrowd {flag}, which must be 0 or 1";
        return false;
    }
}
