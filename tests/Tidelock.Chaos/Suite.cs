// Each test has a node, a crowd and both cores; two at once would only measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
