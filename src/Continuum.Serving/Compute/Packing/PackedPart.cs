using System.IO.MemoryMappedFiles;

namespace Continuum.Serving.Compute.Packing;

/// <summary>A packed file, mapped read-only: several stages on a machine share its pages.</summary>
internal sealed unsafe class PackedPart : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* data;

    public PackedPart(string path, PartPlan plan)
    {
        Plan = plan;
        map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = map.CreateViewAccessor(0, plan.Bytes, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref data);
        data += view.PointerOffset;
    }

    public PartPlan Plan { get; }

    /// <summary>A vector's elements, or null if the part has none of that name.</summary>
    public float* Vector(string name) => Plan[name] is { } section ? (float*)(data + section.Offset) : null;

    public PackedMatrix Matrix(string name)
    {
        var section = Plan[name];
        return new PackedMatrix(data + section.Offset, section.Rows, section.Columns, Plan.Format);
    }

    /// <summary>Touches every page, so that no page fault meets the first real step.</summary>
    public void Populate()
    {
        var sum = 0;
        for (long offset = 0; offset < Plan.Bytes; offset += 4096) sum += Volatile.Read(ref data[offset]);
    }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }
}
