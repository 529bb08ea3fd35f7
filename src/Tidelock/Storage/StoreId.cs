namespace Tidelock.Storage;

/// <summary>The random name of a store, kept through backups and restores; signed chain heads carry it.</summary>
public readonly record struct StoreId(UInt128 Value)
{
    private const string Prefix = "sto_";

    /// <summary>A new random id.</summary>
    public static StoreId New(IRandomSource random) => new(PublicId.New(random));

    /// <summary>The canonical text form.</summary>
    public override string ToString() => PublicId.Format(Prefix, Value);
}
