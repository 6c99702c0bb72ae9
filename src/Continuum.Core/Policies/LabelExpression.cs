using System.Globalization;
using System.Text.Json.Serialization;
using Continuum.Core.Sites;

namespace Continuum.Core.Policies;

/// <summary>
/// A condition on a node, switch, link, workload or service. Fail-closed: an element that lacks a key never satisfies a
/// test on it, negatives included; only <see cref="LabelOperator.DoesNotExist"/> asks for absence.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AllOf), "all")]
[JsonDerivedType(typeof(AnyOf), "any")]
[JsonDerivedType(typeof(LabelTest), "test")]
public abstract record LabelExpression
{
    /// <summary>Whether the element satisfies the condition.</summary>
    public abstract bool Admits(ILabelled element);

    /// <summary>Every test in it, left to right.</summary>
    public abstract IEnumerable<LabelTest> Tests();

    /// <summary>key In values.</summary>
    public static LabelTest In(string key, params IEnumerable<string> values) => new(key, LabelOperator.In, [.. values]);

    /// <summary>key NotIn values (and the key exists).</summary>
    public static LabelTest NotIn(string key, params IEnumerable<string> values) => new(key, LabelOperator.NotIn, [.. values]);

    /// <summary>Both must hold; null stands for no condition.</summary>
    public static LabelExpression? And(LabelExpression? left, LabelExpression? right) =>
        left is null ? right : right is null ? left : new AllOf([left, right]);
}

/// <summary>Holds when all parts hold; empty always holds.</summary>
public sealed record AllOf(IReadOnlyList<LabelExpression> Items) : LabelExpression
{
    /// <inheritdoc/>
    public override bool Admits(ILabelled element) => Items.All(i => i.Admits(element));

    /// <inheritdoc/>
    public override IEnumerable<LabelTest> Tests() => Items.SelectMany(i => i.Tests());

    /// <inheritdoc/>
    public bool Equals(AllOf? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(17, HashCode.Combine);
}

/// <summary>Holds when one part holds; empty never holds.</summary>
public sealed record AnyOf(IReadOnlyList<LabelExpression> Items) : LabelExpression
{
    /// <inheritdoc/>
    public override bool Admits(ILabelled element) => Items.Any(i => i.Admits(element));

    /// <inheritdoc/>
    public override IEnumerable<LabelTest> Tests() => Items.SelectMany(i => i.Tests());

    /// <inheritdoc/>
    public bool Equals(AnyOf? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(19, HashCode.Combine);
}

/// <summary>The operators of a Kubernetes node selector requirement.</summary>
public enum LabelOperator
{
    /// <summary>A value is among those named.</summary>
    In,

    /// <summary>The key exists and no value is among those named.</summary>
    NotIn,

    /// <summary>The key exists.</summary>
    Exists,

    /// <summary>The key does not exist.</summary>
    DoesNotExist,

    /// <summary>The value is an integer above the one named.</summary>
    Gt,

    /// <summary>The value is an integer below the one named.</summary>
    Lt,
}

/// <summary>One test of one key.</summary>
public sealed record LabelTest(string Key, LabelOperator Op, IReadOnlyList<string> Values) : LabelExpression
{
    /// <inheritdoc/>
    public override bool Admits(ILabelled element)
    {
        var found = element.ValuesOf(Key);
        return Op switch
        {
            LabelOperator.In => found.Any(Values.Contains),
            LabelOperator.NotIn => found.Count > 0 && !found.Any(Values.Contains),
            LabelOperator.Exists => found.Count > 0,
            LabelOperator.DoesNotExist => found.Count == 0,
            LabelOperator.Gt => found.Any(v => Compare(v) > 0),
            LabelOperator.Lt => found.Any(v => Compare(v) < 0),
            _ => throw new InvalidOperationException($"Unknown operator {Op}."),
        };
    }

    /// <inheritdoc/>
    public override IEnumerable<LabelTest> Tests() => [this];

    // 0 for anything that is not an integer: neither above nor below.
    private int Compare(string value) =>
        Values.Count == 1
        && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : 0;

    /// <inheritdoc/>
    public bool Equals(LabelTest? other) =>
        other is not null && Key == other.Key && Op == other.Op && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(HashCode.Combine(Key, Op), HashCode.Combine);
}
