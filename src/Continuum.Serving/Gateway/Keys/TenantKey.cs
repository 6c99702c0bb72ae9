namespace Continuum.Serving.Gateway.Keys;

/// <summary>A key that a gateway accepts.</summary>
/// <param name="Tenant">Whose it is; tenants share the service fairly and do not see each other's requests.</param>
/// <param name="KeyHash">SHA-256 of the key, in lower-case hexadecimal; the key itself is kept nowhere.</param>
/// <param name="DataClass">The class of the data in this tenant's prompts, such as <c>phi</c>, or null.</param>
public sealed record TenantKey(string Tenant, string KeyHash, string? DataClass = null);
