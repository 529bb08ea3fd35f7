namespace Tidelock.Chaos.Clients;

/// <summary>What a node promises, whatever happens to it.</summary>
internal enum Promise
{
    /// <summary>An acknowledged change is there, and nobody is signed out without a cause.</summary>
    NothingIsLost,

    /// <summary>One generation of a session is one token.</summary>
    NothingIsSpentTwice,

    /// <summary>An acknowledged end stays, with its reason.</summary>
    WhatEndedStaysEnded,

    /// <summary>The audit log holds, and tells of everything.</summary>
    EverythingIsTold,

    /// <summary>The node answers, and says what to do next.</summary>
    EveryAnswerHelps,
}

/// <summary>A promise that was broken, as a sentence.</summary>
internal sealed record BrokenPromise(Promise Promise, string Story)
{
    public override string ToString() => $"{Promise}: {Story}";
}
