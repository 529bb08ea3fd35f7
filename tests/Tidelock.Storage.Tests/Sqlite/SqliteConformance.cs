using Tidelock.Storage.Tests.Sessions;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class SqliteStartTests : StartConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}
