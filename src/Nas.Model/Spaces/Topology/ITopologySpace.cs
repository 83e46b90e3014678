using Nas.Model.Plugins;

namespace Nas.Model.Spaces.Topology;

/// <summary>
/// A space of topologies in place of a preset: <c>space.plugin</c> of ST-NAS and of fidelity studies names it, and that of a black-box
/// search may.
/// It is opened in the control process and in device processes, and again when a search goes on or is asked about: journals are read with
/// it.
/// </summary>
[PluginContract("space")]
public interface ITopologySpace
{
    /// <summary>
    /// A function of the options, and of nothing else. It is checked in full before anything starts. The space is named as the plug-in is,
    /// whatever the spec says, and <c>space.classes</c> comes in place of its classes.
    /// </summary>
    TopologySpec Spec { get; }
}
