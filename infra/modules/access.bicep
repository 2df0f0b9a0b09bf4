metadata description = 'Who may do what: every role assignment there is, each on the smallest scope that serves.'

@description('Name of the user-assigned managed identity the service runs as.')
param identityName string

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the table that holds the announcements.')
param tableName string

@description('Name of the blob container that holds pictures and attachments.')
param mediaContainerName string

@description('Name of the Application Insights component.')
param applicationInsightsName string

@description('Object id of a person, group or pipeline that runs the command line (import, export, verify) against the table. Empty: nobody.')
param operatorPrincipalId string

@description('What kind of principal the operator is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string

// Ids of built-in roles: the same in every tenant, listed in
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
@description('Ids of the built-in roles that are assigned here.')
var roles = {
  // Reads and writes the rows.
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  // What the Functions host itself needs for AzureWebJobsStorage with an identity: "No extension (host only)" and
  // "Timer trigger" both say Storage Blob Data Owner and no more. It makes its own containers (azure-webjobs-hosts,
  // azure-webjobs-secrets) and takes leases in them, so the scope is the account and not a container; the deployment
  // package is read by the same right. A queue role is asked for by blob and queue triggers, of which there are none.
  // https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  // Reads, writes and deletes pictures and attachments.
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  // Asks for the keys with which the service signs addresses of large files for a minute. It is about the account, and gives
  // nothing by itself: an address opens only what its signer may open.
  // https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
  storageBlobDelegator: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a'
  // Writes telemetry where local authentication is off.
  // https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName

  resource blobService 'blobServices' existing = {
    name: 'default'

    resource mediaContainer 'containers' existing = {
      name: mediaContainerName
    }
  }

  resource tableService 'tableServices' existing = {
    name: 'default'

    resource table 'tables' existing = {
      name: tableName
    }

    resource auditTable 'tables' existing = {
      name: '${tableName}audit'
    }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

// On the table, not on the account. Given up for it is the host's own table of diagnostic events
// (AzureFunctionsDiagnosticEvents...); those events are in Application Insights as well.
resource serviceOnTable 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount::tableService::table
  name: guid(storageAccount::tableService::table.id, identity.id, roles.storageTableDataContributor)
  properties: {
    description: 'Bulletin reads and writes announcements.'
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageTableDataContributor
    )
  }
}

resource serviceOnAuditTable 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount::tableService::auditTable
  name: guid(storageAccount::tableService::auditTable.id, identity.id, roles.storageTableDataContributor)
  properties: {
    description: 'Bulletin keeps refused requests.'
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageTableDataContributor
    )
  }
}

// The role of the host below contains these two. They are given all the same: what the service needs does not depend on what
// the host needs, and media may be kept in another account (BulletinMedia__blobServiceUri).
resource serviceOnMedia 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount::blobService::mediaContainer
  name: guid(storageAccount::blobService::mediaContainer.id, identity.id, roles.storageBlobDataContributor)
  properties: {
    description: 'Bulletin reads and writes pictures and attachments.'
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

resource serviceSignsAddresses 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: guid(storageAccount.id, identity.id, roles.storageBlobDelegator)
  properties: {
    description: 'Bulletin signs addresses of large files.'
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDelegator)
  }
}

resource hostOnBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: guid(storageAccount.id, identity.id, roles.storageBlobDataOwner)
  properties: {
    description: 'The Functions host keeps its locks, timer states and keys, and reads the deployment package.'
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
  }
}

resource serviceOnTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: applicationInsights
  name: guid(applicationInsights.id, identity.id, roles.monitoringMetricsPublisher)
  properties: {
    description: 'Bulletin and the Functions host write telemetry.'
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
  }
}

resource operatorOnTable 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  scope: storageAccount::tableService::table
  name: guid(storageAccount::tableService::table.id, operatorPrincipalId, roles.storageTableDataContributor)
  properties: {
    description: 'An operator imports, exports and verifies from the command line.'
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageTableDataContributor
    )
  }
}

resource operatorOnMedia 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  scope: storageAccount::blobService::mediaContainer
  name: guid(storageAccount::blobService::mediaContainer.id, operatorPrincipalId, roles.storageBlobDataContributor)
  properties: {
    description: 'An operator imports, exports and verifies pictures and attachments from the command line.'
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}
