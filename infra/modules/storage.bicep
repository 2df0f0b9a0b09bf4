metadata description = 'The one storage account: the table with the announcements, the deployment package, and what the Functions host keeps for itself.'

import { texts } from '../types.bicep'

@description('Name of the storage account, unique in the world.')
@minLength(3)
@maxLength(24)
param name string

@description('Region of the account.')
param location string

@description('How many copies are kept, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param redundancy string

@description('Name of the table that holds the announcements. The audit log is in another one, named after it.')
@minLength(3)
@maxLength(58)
param tableName string

@description('Name of the blob container that holds the deployment package.')
@minLength(3)
@maxLength(63)
param deploymentContainerName string

@description('Days that a deleted blob, such as a former deployment package, can still be restored. Tables have no such thing.')
@minValue(1)
@maxValue(365)
param blobSoftDeleteDays int

@description('Tags of the account.')
param tags texts

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  tags: tags
  properties: {
    accessTier: 'Hot'
    // Nobody holds a key: neither the service, nor the Functions host, nor a deployment. Only Microsoft Entra ID opens it.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      defaultAction: 'Allow'
      bypass: 'AzureServices'
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: blobSoftDeleteDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: blobSoftDeleteDays
    }
  }
}

resource deploymentContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobService
  name: deploymentContainerName
  properties: {
    publicAccess: 'None'
  }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

// Made here and not by the service: the identity then needs rights on these two tables only, and none to make others.
resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = {
  parent: tableService
  name: tableName
}

resource auditTable 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = {
  parent: tableService
  name: '${tableName}audit'
}

@description('Address of the table service.')
output tableServiceUri string = account.properties.primaryEndpoints.table
