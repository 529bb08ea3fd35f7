using Tidelock.Sessions;

namespace Tidelock.Tests.Sessions;

public sealed class GenerationTests
{
    [Fact]
    public void A_generation_prints_its_number() => Assert.Equal("7", new Generation(7).ToString());
}
