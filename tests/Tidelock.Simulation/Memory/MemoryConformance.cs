using Tidelock.Storage.Tests;
using Tidelock.Storage.Tests.Sessions;

namespace Tidelock.Simulation.Memory;

/// <summary>
/// The store in memory keeps sessions and nothing else, and is for one thread. So it runs each class of the
/// conformance suite that asks for sessions only (<see cref="SessionConformance"/>), whole and unchanged. Those that
/// ask for a database (<see cref="StoreConformance"/>) do not apply to it: users, keys, the chain of events, erasure,
/// tampering with rows, the rows of user agents, and races of many threads.
/// </summary>
public sealed class MemoryConformance
{
    [Fact]
    public void Every_class_of_the_suite_that_asks_for_sessions_only_runs_in_memory()
    {
        var asked = typeof(SessionConformance).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.BaseType == typeof(SessionConformance)).ToHashSet();

        var run = typeof(MemoryConformance).Assembly.GetTypes()
            .Select(type => type.BaseType).Where(type => type?.BaseType == typeof(SessionConformance));

        Assert.NotEmpty(asked);
        Assert.Equal(asked, run.ToHashSet()!);
    }
}

public sealed class MemoryStartTests : StartConformance
{
    protected override SessionsFixture Make() => new MemoryFixture();
}

public sealed class MemoryRotateTests : RotateConformance
{
    protected override SessionsFixture Make() => new MemoryFixture();
}

public sealed class MemoryDecideTests : DecideConformance
{
    protected override SessionsFixture Make() => new MemoryFixture();
}

public sealed class MemoryEndTests : EndConformance
{
    protected override SessionsFixture Make() => new MemoryFixture();
}

public sealed class MemoryCutTests : CutConformance
{
    protected override SessionsFixture Make() => new MemoryFixture();
}
