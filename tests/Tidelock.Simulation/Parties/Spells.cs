using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Parties;

/// <summary>Something that is on and off in turns, for random times; it begins off.</summary>
internal sealed class Spells(Agenda agenda, Chance chance, TimeSpan meanOff, TimeSpan meanOn)
{
    private DateTimeOffset _changesAt = meanOff == TimeSpan.MaxValue
        ? DateTimeOffset.MaxValue : agenda.Now + chance.Until(meanOff);

    private bool _isOn;

    /// <summary>Something that is never on.</summary>
    internal static Spells None(Agenda agenda, Chance chance) => new(agenda, chance, TimeSpan.MaxValue, default);

    /// <summary>Whether it is on now.</summary>
    internal bool IsOn()
    {
        while (agenda.Now >= _changesAt)
        {
            _isOn = !_isOn;
            _changesAt += chance.Until(_isOn ? meanOn : meanOff) + TimeSpan.FromSeconds(1);
        }

        return _isOn;
    }
}
