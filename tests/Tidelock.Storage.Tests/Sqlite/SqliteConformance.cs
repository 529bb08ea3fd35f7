using Tidelock.Storage.Tests.Events;
using Tidelock.Storage.Tests.Keys;
using Tidelock.Storage.Tests.Sessions;
using Tidelock.Storage.Tests.Users;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class SqliteStartTests : StartConformance
{
    protected override SessionsFixture Make() => new SqliteFixture();
}

public sealed class SqliteRotateTests : RotateConformance
{
    protected override SessionsFixture Make() => new SqliteFixture();
}

public sealed class SqliteDecideTests : DecideConformance
{
    protected override SessionsFixture Make() => new SqliteFixture();
}

public sealed class SqliteEndTests : EndConformance
{
    protected override SessionsFixture Make() => new SqliteFixture();
}

public sealed class SqliteCutTests : CutConformance
{
    protected override SessionsFixture Make() => new SqliteFixture();
}

public sealed class SqliteUserAgentTests : UserAgentConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}

public sealed class SqliteRaceTests : RaceConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}

public sealed class SqliteChainTests : ChainConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}

public sealed class SqliteTamperTests : TamperConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}

public sealed class SqliteErasureTests : ErasureConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}

public sealed class SqliteUserTests : UserConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}

public sealed class SqliteKeyTests : KeyConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}

public sealed class SqliteAdministratorTests : AdministratorConformance
{
    protected override StoreFixture Make() => new SqliteFixture();
}
