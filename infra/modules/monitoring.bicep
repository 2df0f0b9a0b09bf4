metadata description = 'Where telemetry goes: a Log Analytics workspace and the Application Insights component on it.'

import { texts } from '../types.bicep'

@description('Name of the Log Analytics workspace.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('Name of the Application Insights component.')
@minLength(1)
@maxLength(260)
param applicationInsightsName string

@description('Region of both.')
param location string

@description('Days that telemetry is kept. The first 31 are in the price of ingestion.')
@minValue(30)
@maxValue(730)
param retentionInDays int

@description('Most gigabytes that the workspace takes in a day; what comes after that is dropped until the next day. A bound on the bill.')
@minValue(1)
@maxValue(100)
param dailyQuotaGb int

@description('Tags of both resources.')
param tags texts

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionInDays
    workspaceCapping: {
      dailyQuotaGb: dailyQuotaGb
    }
    features: {
      // Agents with a workspace key may not write here. Application Insights writes as itself.
      disableLocalAuth: true
      // Who may read a resource may read its logs; no one needs the workspace as a whole.
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  kind: 'web'
  tags: tags
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // The connection string alone, which is not a secret, lets nobody write telemetry: only the identity may.
    DisableLocalAuth: true
    // Readers' addresses are not kept.
    DisableIpMasking: false
    IngestionMode: 'LogAnalytics'
    RetentionInDays: retentionInDays
  }
}
