metadata description = 'The one storage account: the table with the announcements, their pictures and attachments, the deployment package, and what the Functions host keeps for itself.'

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

@description('Name of the blob container that holds pictures and attachments.')
@minLength(3)
@maxLength(63)
param mediaContainerName string

@description('Name of the site, with which the names of its blobs begin.')
param siteName string

@description('Origins from which browsers upload large files straight to the container.')
param uploadOrigins string[]

@description('Days that a deleted blob, such as an attachment or a former deployment package, can still be restored. Tables have no such thing.')
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
    // The signature in the address of an upload is the permission; this only lets browsers send the request.
    cors: {
      corsRules: empty(uploadOrigins)
        ? []
        : [
            {
              allowedOrigins: uploadOrigins
              allowedMethods: ['PUT']
              allowedHeaders: ['content-type', 'x-ms-blob-type']
              exposedHeaders: ['x-ms-error-code']
              maxAgeInSeconds: 3600
            }
          ]
    }
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

// Closed to the public like the whole account: readers get files from the service, or by an address that it signs for a minute.
resource mediaContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobService
  name: mediaContainerName
  properties: {
    publicAccess: 'None'
  }
}

// Only what cannot be needed any more is deleted by its age: a large file that somebody uploaded and never confirmed. The timer
// of the service does it after a day; the rule does it if the service does not run. Whether a file is needed is written in the
// table, which no rule can read; renditions of pictures stay, because they cost less than being made anew.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'abandoned-uploads'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${mediaContainerName}/${tableName}/${siteName}/uploads/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: 2
                }
              }
            }
          }
        }
      ]
    }
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

@description('Address of the blob service.')
output blobServiceUri string = account.properties.primaryEndpoints.blob
